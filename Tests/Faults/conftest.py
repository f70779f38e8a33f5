"""The table at the end: what was let fail, how often, and how often that was too much."""

ROWS = []
HEADER = ("command", "fault", "calls", "kinds", "runs", "failures")


def add_row(*row):
    ROWS.append(tuple(map(str, row)))


def pytest_terminal_summary(terminalreporter):
    if not ROWS:
        return
    rows = [HEADER, *ROWS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    terminalreporter.section("faults")
    for row in rows:
        cells = [cell.ljust(width) if column < 2 else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        terminalreporter.line("  ".join(cells))
