"""The page of `patron report`, as a browser shows it, beside the tables of the same base.

The browser is Debian's chromium, or the one that PATRON_CHROMIUM names.
"""

import csv
import decimal
import json
import os
import pathlib
import re
import subprocess

import pytest
from playwright.sync_api import sync_playwright
from tables_reference import BINARY, DATA, ROOT, STORES

CHROMIUM = pathlib.Path(os.environ.get("PATRON_CHROMIUM") or "/usr/bin/chromium")
CDNOW = ROOT / "fixtures/cdnow/orders.csv"

pytestmark = [
    pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no browser {CHROMIUM}"),
]

# By the id of a headline figure: the table, its row, and the column.
HEADLINES = {
    "customers": ("summary", "customers", "count"),
    "active_customers": ("summary", "active_customers", "count"),
    "repeat_customers": ("summary", "repeat_customers", "count"),
    "orders": ("summary", "orders", "count"),
    "net_revenue": ("summary", "net_revenue", "net_revenue"),
    "net_revenue_365": ("summary", "active_customers_net_revenue_365", "of_net_revenue"),
    "repeat_net_revenue": ("summary", "repeat_net_revenue", "value"),
    "top_10_percent": ("concentration", "top_10_percent", "share_of_net_revenue"),
    "net_revenue_per_customer": ("summary", "net_revenue_per_customer", "net_revenue_each"),
    "net_revenue_per_order": ("summary", "net_revenue_per_order", "net_revenue_each"),
    "clv": ("focus", "all_customers", "clv"),
    "value_at_stake": ("focus", "all_customers", "value_at_stake"),
}
KEYS = {"summary": "figure", "concentration": "customers_who", "focus": "lifecycle_stage"}
PLOTS = ["rfm_grid", "active_base", "concentration", "ladder", "cohorts", "clv_distribution", "focus", "calibration",
         "tracking"]
# Those that need amounts.
MONEY = {"concentration", "clv_distribution", "focus"}

# All that the page says in tables, by the id of the part that they stand in.
READ_TABLES = """() => Object.fromEntries([...document.querySelectorAll('table')].map(table => [
    table.closest('article, section').id,
    [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))]))"""


def patron(*arguments):
    subprocess.run([BINARY, *map(str, arguments), "--quiet"], check=True)


class Tables:
    """The files of `patron tables`."""

    def __init__(self, folder, *arguments):
        patron("tables", *arguments, "-o", folder)
        self.folder = folder

    def rows(self, name):
        with (self.folder / f"{name}.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    def headline(self, id):
        table, row, column = HEADLINES[id]
        found = [line for line in self.rows(table) if line[KEYS[table]] == row] \
            if (self.folder / f"{table}.csv").exists() else []
        return found[0][column] if found else ""


class Page:
    """The page of a base, and the tables of the same base."""

    def __init__(self, name, folder):
        self.name = name
        self.options = []
        if name in STORES:
            path = DATA / {"online retail": "online_retail_ii/online_retail_II.csv.zst",
                           "complete journey": "complete_journey/transactions.csv.zst"}[name]
            if not path.exists():
                pytest.skip(f"there is no {path}")
            source = folder / "store"
            patron("import", path, "--into", source, *STORES[name])
            self.options = ["--margin", "0.35", "--stage-windows", "auto"]
        else:
            source = CDNOW
            if name == "without amounts":
                self.options = ["--amount", "none"]
        self.arguments = [source, *self.options]
        self.path = folder / "report.html"
        patron("report", *self.arguments, "-o", self.path)
        self.manifest = json.loads((folder / "report.html.manifest.json").read_text())
        self.tables = Tables(folder / "tables", *self.arguments)
        self.earlier = None
        if self.manifest["compared_to"]:
            self.earlier = Tables(folder / "earlier", *self.arguments, "--as-of", self.manifest["compared_to"])


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=["cdnow", "without amounts", "online retail", "complete journey"])
def page(request, tmp_path_factory):
    return Page(request.param, tmp_path_factory.mktemp("report"))


def shown(browser, path, width=1280, scheme="light"):
    """The page in the browser, which complains of nothing and asks for nothing else."""
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints, requests = [], []
    tab.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda asked: requests.append(asked.url))
    tab.goto(path.as_uri())
    assert complaints == [] and requests == [path.as_uri()]
    return tab


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_is_as_wide_as_the_screen_and_can_be_read(browser, page, width, scheme):
    tab = shown(browser, page.path, width, scheme)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    # Letters in plots are as large on the screen as small print.
    sizes = tab.evaluate("""[...document.querySelectorAll('.plot svg text')].filter(text => text.checkVisibility())
        .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)""")
    assert sizes and min(sizes) >= 10
    # Texts stand off from what is behind them as WCAG 2 wants it of level AA.
    colours = tab.evaluate("""Object.fromEntries(['ink', 'muted', 'accent', 'paper', 'ground', 'notice'].map(name => [
        name, getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()]))""")

    def luminance(colour):
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for text in ("ink", "muted", "accent"):
        for behind in ("paper", "ground"):
            low, high = sorted([luminance(colours[text]), luminance(colours[behind])])
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, behind)
    tab.close()


def test_every_number_behind_a_plot_is_that_of_the_tables(browser, page):
    tab = shown(browser, page.path)
    found = tab.evaluate(READ_TABLES)
    names = [name for name in ["headlines", *PLOTS] if name in found]
    assert {name for name in names if name != "headlines"} == set(page.manifest["plots"])
    for name in names:
        head, *body = found[name]
        columns = [text.replace(" ", "_") for text in head]
        rows = page.tables.rows("summary" if name == "headlines" else name)
        expected = [[row[column] for column in columns] for row in rows]
        if name == "cohorts":
            months = sorted({row["first_order_month"] for row in rows})[-24:]
            assert len(body) == sum(row["first_order_month"] in months for row in rows)
        elif name == "active_base":
            days = sorted({row["on"] for row in rows})[-36:]
            assert len(body) == sum(row["on"] in days for row in rows)
        elif name == "tracking":
            assert len(body) == sum(row["part"] == "after_split" for row in rows)
        else:
            assert len(body) == len(rows)
        assert body == expected[len(expected) - len(body):], name
    tab.close()


def test_plots_are_there_or_say_what_they_need(browser, page):
    tab = shown(browser, page.path)
    missing = {entry["name"] for entry in page.manifest["left_out"]}
    assert set(page.manifest["plots"]) | missing == set(PLOTS)
    assert missing == (MONEY if page.name == "without amounts" else set())
    assert set(tab.evaluate("[...document.querySelectorAll('article:has(.needs)')].map(part => part.id)")) == missing
    for name in page.manifest["plots"]:
        # One for broad screens, one for phones; what has many cells is moved sideways.
        svgs = tab.locator(f"#{name} svg")
        assert svgs.count() == (1 if name in ("cohorts", "rfm_grid") else 2), name
        assert tab.locator(f"#{name} svg:visible").count() == 1
        for number in range(svgs.count()):
            assert svgs.nth(number).locator("> title").text_content()
            assert svgs.nth(number).locator("> desc").text_content()
            assert svgs.nth(number).locator("rect, polyline, path").count() > 2, name
    tab.close()


def test_headline_figures_and_their_changes_are_those_of_both_days(browser, page):
    tab = shown(browser, page.path)
    cards = {card.get_attribute("id").removeprefix("headline-"): card for card in tab.locator(".card").all()}
    expected = {id: page.tables.headline(id) for id in HEADLINES}
    assert list(cards) == [id for id, value in expected.items() if value]
    for id, card in cards.items():
        assert card.locator(".value data").get_attribute("value") == expected[id]
        shown_text = card.locator(".value data").text_content()
        number = decimal.Decimal(re.sub(r"[^0-9.-]", "", shown_text.split("\u00a0")[0]))
        unit = {"M": 10 ** 6, "bn": 10 ** 9, "%": decimal.Decimal("0.01")}.get(shown_text.partition("\u00a0")[2], 1)
        last = decimal.Decimal(1).scaleb(number.as_tuple().exponent) * unit
        assert abs(number * unit - decimal.Decimal(expected[id])) <= last / 2
        change = card.locator(".change > data")
        if page.earlier is None:
            assert change.count() == 0
            continue
        before = decimal.Decimal(page.earlier.headline(id))
        difference = decimal.Decimal(expected[id]) - before
        assert decimal.Decimal(change.get_attribute("value")) == difference
        if unit != decimal.Decimal("0.01") and before:
            relative = card.locator(".relative").text_content().strip("()+").replace("\u00a0%", "").replace(",", "")
            assert abs(decimal.Decimal(relative) - difference / before * 100) <= decimal.Decimal("0.0500001")
    lead = tab.locator("#headlines .lead").text_content()
    if page.earlier is None:
        assert page.manifest["not_compared"] in lead
    else:
        assert f"from {page.manifest['compared_to']} to {page.manifest['as_of']}" in lead
    tab.close()


def test_account_and_warnings_are_those_of_the_tables(browser, page):
    tab = shown(browser, page.path)
    document = json.loads((page.tables.folder / "tables.json").read_text())
    assert page.manifest["warnings"] == document["warnings"]
    for place, has_options in ((".warnings li", False), ("#advice li", True)):
        expected = [f"{text}." for text in document["warnings"] if ("--" in text) == has_options]
        assert tab.locator(place).all_text_contents() == expected
    rows = {row[0]: [cell.replace(",", "") for cell in row[1:]] for row in tab.evaluate(READ_TABLES)["account"][1:]}
    assert int(rows["in"][0]) == document["rows"]["in"] and int(rows["used"][0]) == document["rows"]["used"]
    for kind in ("set_aside", "rejected"):
        for reason, count in document["rows"][kind].items():
            row = rows[f"{kind.replace('_', ' ')}: {reason}"]
            assert int(row[0]) == count
            if document["revenue"]:
                assert row[1].split()[0] == document["revenue"][kind][reason]
    if document["revenue"]:
        assert rows["used"][1].split()[0] == document["revenue"]["used"]
    parameters = {row[0]: row[1:] for row in tab.evaluate(READ_TABLES)["models"][1:]}
    for model in filter(None, [document["model"], document["spend_model"]]):
        for name, value in model["parameters"].items():
            estimate, error = parameters[f"{model['name']}, {name}"]
            assert abs(float(estimate.replace(",", "")) - value) <= 0.500001e-4
            if name in model["standard_errors"]:
                assert abs(float(error.replace(",", "")) - model["standard_errors"][name]) <= 0.500001e-4
    tab.close()


def test_the_page_can_be_heard_and_walked_through(browser, page):
    tab = shown(browser, page.path)
    levels = tab.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(head => +head.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    assert tab.evaluate("""[...document.querySelectorAll('table')].every(table => table.caption.textContent
        && [...table.querySelectorAll('th')].every(head => head.scope) && [...table.rows].every(row => row.cells[0].scope))""")
    assert tab.evaluate("""[...document.querySelectorAll('a[href^="#"]')].every(
        link => document.getElementById(link.hash.slice(1)))""")
    ids = tab.evaluate("[...document.querySelectorAll('[id]')].map(part => part.id)")
    assert len(ids) == len(set(ids))
    assert tab.evaluate("document.querySelectorAll('script, link, img, iframe, object').length") == 0
    tab.close()


def test_on_paper_all_numbers_are_open_and_no_plot_is_cut(browser, page):
    tab = shown(browser, page.path, scheme="dark")
    tab.emulate_media(media="print")
    assert tab.evaluate("""[...document.querySelectorAll('details tbody tr')].every(
        row => row.getBoundingClientRect().height > 0 && row.checkVisibility({contentVisibilityAuto: true}))""")
    assert tab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')").strip() == "#ffffff"
    assert tab.evaluate("""[...document.querySelectorAll('.plot svg')].filter(svg => svg.checkVisibility()).every(
        svg => getComputedStyle(svg.closest('.whole')).breakInside == 'avoid')""")
    pages = re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True))
    assert len(pages) > 1
    tab.close()


def test_the_page_is_the_same_on_any_number_of_threads(page, tmp_path):
    for threads in (1, 3):
        patron("report", *page.arguments, "--threads", threads, "-o", tmp_path / f"{threads}.html", "--title",
               page.manifest["title"])
        assert (tmp_path / f"{threads}.html").read_bytes() == page.path.read_bytes()
    assert page.path.stat().st_size < 3_000_000


def test_there_are_no_customers_on_the_page(tmp_path):
    rows = list(csv.DictReader(CDNOW.open()))
    path = tmp_path / "named.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "order_date", "amount"])
        writer.writerows(
            [f"somebody-{row['customer_id']}@shop.example", row["order_date"], row["amount"]] for row in rows)
    patron("report", path, "-o", tmp_path / "page.html")
    assert "somebody" not in (tmp_path / "page.html").read_text()


def test_what_data_says_is_text_and_nothing_else(browser, tmp_path):
    hostile = """<script>alert(1)</script>"\u0338 onclick='x' {{title}} </style><b>&amp;"""
    path = tmp_path / "<img src=x onerror=alert(1)>.csv"
    head, *lines = CDNOW.read_text().splitlines()
    names = head.split(",")
    names[names.index("customer_id")] = "<b>customer</b>"
    path.write_text("\n".join([",".join(names), *lines]) + "\n")
    plain, titled = tmp_path / "plain.html", tmp_path / "titled.html"
    patron("report", path, "-o", plain, "--customer-column", "<b>customer</b>")
    patron("report", path, "-o", titled, "--customer-column", "<b>customer</b>", "--title", hostile)
    for page, title in ((plain, path.name), (titled, hostile)):
        tab = shown(browser, page)
        assert tab.locator("h1").text_content() == title
        assert "<b>customer</b>" in tab.locator("#account").text_content()
        assert tab.evaluate("document.querySelectorAll('script, img, b, [onclick], [onerror]').length") == 0
        assert tab.evaluate("document.querySelectorAll('style').length") == 1
        tab.close()
