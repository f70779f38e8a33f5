"""Tables for people, in Markdown, from a record that accuracy.py has kept.

    python3 accuracy_tables.py Records/2026-11-22-accuracy.json
"""

import json
import pathlib
import sys

MEASURES = {
    "log loss": ("log_loss", ".4f"), "AUC": ("auc", ".3f"), "Brier": ("brier", ".4f"),
    "bias, days": ("bias_of_purchase_days", "+.1%"), "MAE": ("mae", ".3f"), "RMSE": ("rmse", ".3f"),
    "Spearman": ("spearman", ".3f"), "Gini": ("gini_of_purchase_days", ".3f"),
    "first tenth": ("purchase_days_of_first_tenth", ".1%"), "bias, revenue": ("bias_of_revenue", "+.1%"),
    "Gini, revenue": ("gini_of_revenue", ".3f"),
}
#: What the overview has.
CHOSEN = {
    "MBG/NBD": "patron-mbg-nbd", "BG/NBD": "patron-bg-nbd", "Pareto/NBD": "patron-pareto-nbd",
    "lifetimes, MBG/NBD": "lifetimes-mbg-nbd", "lifetimes, Pareto/NBD": "lifetimes-pareto-nbd",
    "LightGBM": "lightgbm", "last period": "last-period",
}


def number(value: float, format: str) -> str:
    """As papers print it: without the zero before the point."""
    if format.endswith("%"):
        return f"{value:{format}}".replace("%", " %")
    return f"{value:{format}}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:{format}}"


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def has(one: dict, measure: str) -> bool:
    return measure in one.get("measures", {})


def missing(one: dict) -> str:
    unusable = one.get("measures", {}).get("not_finite")
    return f"{max(unusable.values())} not finite" if unusable else "no fit"


def overview(sets: dict) -> str:
    """Log loss and AUC."""
    lines = [row(["", *CHOSEN]), row(["---"] * (1 + len(CHOSEN)))]
    for name, found in sets.items():
        cells = []
        for contender in CHOSEN.values():
            one = found["contenders"][contender]
            both = [number(one["measures"][name], format) for name, format in (("log_loss", ".4f"), ("auc", ".3f"))
                    ] if has(one, "log_loss") else [missing(one)]
            cells.append(" / ".join(both))
        lines.append(row([name, *cells]))
    return "\n".join(lines)


def of_set(name: str, found: dict) -> str:
    """All measures and times of all contenders."""
    contenders = found["contenders"]
    columns = [title for title, (measure, _) in MEASURES.items()
               if any(has(one, measure) for one in contenders.values())]
    lines = [f"{name}: {found['customers']:,} customers as of {found['as_of']}, {found['horizon']} days, "
             f"{found['who_came'] / found['customers']:.1%} came again", "",
             row(["", *columns, "log loss above ours", "fit, s", "predict, s", "CPU of all, s"]),
             row(["---"] * (len(columns) + 5))]
    for contender, one in contenders.items():
        cells = [number(one["measures"][measure], format) if has(one, measure) else "–"
                 for measure, format in (MEASURES[title] for title in columns)]
        if not has(one, "log_loss"):
            cells[0] = missing(one)
        above, took = one.get("above_ours"), one.get("times")
        cells.append(" ± ".join([number(above["log_loss"], "+.4f"), number(above["standard_error"], ".4f")])
                     if above else "–")
        cells += [f"{took[key]:.3f}" if took and "measures" in one else "–"
                  for key in ("fit_seconds", "predict_seconds", "cpu_seconds")]
        lines.append(row([contender, *cells]))
    if times := found["backtest"].get("times"):
        lines += ["", f"A backtest at this split, of all models and baselines: {times['seconds']:.2f} s, "
                      f"{times['cpu_seconds']:.2f} s of CPU"]
    return "\n".join(lines)


def text(record: dict) -> str:
    sets = record["sets"]
    return "\n\n".join([overview(sets), *(of_set(name, found) for name, found in sets.items())])


if __name__ == "__main__":
    print(text(json.loads(pathlib.Path(sys.argv[1]).read_text())))
