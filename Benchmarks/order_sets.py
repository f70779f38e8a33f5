"""Real orders, cut in two at a day: what was ordered up to it is given away, what came after is kept for the judge.

Of every set, orders with a value above zero count; those of one customer on one day are one purchase day. The
files are those of the folder PATRON_TEST_DATA; where they come from stands in its INDEX.md.
"""

import dataclasses
import datetime
import pathlib
from collections.abc import Callable

import pandas as pd
import pyarrow
import pyarrow.csv
import pyarrow.parquet


@dataclasses.dataclass(frozen=True)
class OrderSet:
    """Where the orders are, how many days at their end are kept back, and what was left out of them.

    `read` gives `customer_id` (text), `day` (midnight) and, where there are amounts, `amount`: any number of rows
    a day, some of which may not count. Of orders after `until`, nothing is looked at.
    """

    horizon: int
    cleaning: str
    path: str
    read: Callable[[pathlib.Path], pd.DataFrame]
    until: str = "9999-12-31"


@dataclasses.dataclass(frozen=True)
class Split:
    """Purchase days up to the last day that may be known, and those of the `horizon` days after it."""

    as_of: datetime.date
    horizon: int
    known: pd.DataFrame
    kept_back: pd.DataFrame

    @property
    def has_amounts(self) -> bool:
        return "amount" in self.known

    def write_known(self, path: pathlib.Path) -> None:
        _write(self.known, path)

    def write_all(self, path: pathlib.Path) -> None:
        _write(pd.concat([self.known, self.kept_back]), path)

    def outcomes(self) -> pd.DataFrame:
        """Of every customer with a known order: purchase days and revenue within the horizon, zero for none."""
        grouped = self.kept_back.groupby("customer_id")
        found = pd.DataFrame({"purchase_days": grouped.size()})
        if self.has_amounts:
            found["revenue"] = grouped["amount"].sum()
        customers = sorted(self.known["customer_id"].unique())
        return found.reindex(customers).fillna(0).rename_axis("customer_id")


def _write(days: pd.DataFrame, path: pathlib.Path) -> None:
    days.rename(columns={"day": "order_date"}).to_csv(
        path, index=False, date_format="%Y-%m-%d", float_format="%.2f")


def split(data: pathlib.Path, orders: OrderSet) -> Split:
    rows = orders.read(data / orders.path)
    if "amount" in rows:
        rows = rows[rows["amount"] > 0]
        days = rows.groupby(["customer_id", "day"], as_index=False)["amount"].sum()
    else:
        days = rows.drop_duplicates().sort_values(["customer_id", "day"])
    days = days[days["day"] <= orders.until]
    as_of = days["day"].max() - pd.Timedelta(days=orders.horizon)
    return Split(
        as_of.date(), orders.horizon,
        days[days["day"] <= as_of].reset_index(drop=True), days[days["day"] > as_of].reset_index(drop=True))


def cdnow_master(path: pathlib.Path) -> pd.DataFrame:
    rows = pd.read_csv(path, sep=r"\s+", skiprows=1, names=["customer_id", "day", "items", "amount"], dtype=str)
    return _typed(rows, "%Y%m%d")


def cdnow_sample(path: pathlib.Path) -> pd.DataFrame:
    names = ["master", "customer_id", "day", "items", "amount"]
    return _typed(pd.read_csv(path, sep=r"\s+", names=names, dtype=str), "%Y%m%d")


def online_retail(path: pathlib.Path) -> pd.DataFrame:
    with pyarrow.input_stream(path, compression="zstd") as stream:
        ids = pyarrow.csv.ConvertOptions(column_types={"Invoice": pyarrow.string(), "Customer ID": pyarrow.string()})
        lines = pyarrow.csv.read_csv(stream, convert_options=ids).to_pandas()
    lines = lines.drop_duplicates()
    sold = (lines["Quantity"] > 0) & (lines["Price"] > 0) & ~lines["Invoice"].str.startswith("C")
    lines = lines[sold & lines["Customer ID"].fillna("").ne("")]
    return pd.DataFrame({
        "customer_id": lines["Customer ID"], "day": pd.to_datetime(lines["InvoiceDate"]).dt.normalize(),
        "amount": lines["Quantity"] * lines["Price"]})


def complete_journey(path: pathlib.Path) -> pd.DataFrame:
    columns = ["household_id", "transaction_timestamp", "sales_value"]
    lines = pyarrow.parquet.read_table(path, columns=columns).to_pandas()
    in_store = lines["transaction_timestamp"].dt.tz_localize("UTC").dt.tz_convert("America/New_York")
    return pd.DataFrame({
        "customer_id": lines["household_id"].astype(str), "day": in_store.dt.tz_localize(None).dt.normalize(),
        "amount": lines["sales_value"]})


def comma_separated(*names: str) -> Callable[[pathlib.Path], pd.DataFrame]:
    """Reads a file with a header and the given columns, of which `_` is not used."""
    def read(path: pathlib.Path) -> pd.DataFrame:
        return _typed(pd.read_csv(path, names=list(names), skiprows=1, dtype=str), "%Y-%m-%d")
    return read


def _typed(rows: pd.DataFrame, format: str) -> pd.DataFrame:
    typed = pd.DataFrame({"customer_id": rows["customer_id"], "day": pd.to_datetime(rows["day"], format=format)})
    return typed.assign(amount=rows["amount"].astype(float)) if "amount" in rows else typed


ONLINE_RETAIL = OrderSet(
    90, "lines without customer, that come twice, cancelled, or of a quantity or a price not above 0",
    "online_retail_ii/online_retail_II.csv.zst", online_retail)

ORDER_SETS = {
    "cdnow-master": OrderSet(180, "orders of 0.00", "cdnow/CDNOW_master.txt", cdnow_master),
    # 39 weeks: the split of the papers.
    "cdnow-sample": OrderSet(273, "orders of 0.00", "cdnow/CDNOW_sample.txt", cdnow_sample),
    "online-retail-ii": ONLINE_RETAIL,
    # The same before autumn, when people buy presents; no set was split on other days.
    "online-retail-ii-summer": dataclasses.replace(ONLINE_RETAIL, until="2011-09-10"),
    "grocery": OrderSet(90, "nothing", "grocery/groceryElog.csv", comma_separated("customer_id", "day")),
    "retail-transactions": OrderSet(
        90, "nothing", "retail_transactions/Retail_Data_Transactions.csv",
        comma_separated("customer_id", "day", "amount")),
    "complete-journey": OrderSet(
        90, "days on which a household paid nothing", "complete_journey/transactions.parquet", complete_journey),
    "apparel": OrderSet(
        90, "nothing", "apparel/apparelTrans.csv", comma_separated("customer_id", "day", "amount")),
}
