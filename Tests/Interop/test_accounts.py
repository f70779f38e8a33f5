"""Every row of real orders is where queries of DuckDB put it, and the store has just the orders that they find."""

import dataclasses
import decimal

import pytest
from accounts import (
    CDNOW_ELOG, CDNOW_SAMPLE, DATA, DATA_SETS, JOURNEY, JOURNEY_PARQUET, NO_ORDERS, RETAIL, RETAIL_2009, decimals,
    manifest_account, reckoning, table
)
from stores import BINARY, patron, patron_json

pytestmark = [
    pytest.mark.skipif(not BINARY.exists(), reason=f"there is no {BINARY}"),
    pytest.mark.skipif(not DATA.exists(), reason="PATRON_TEST_DATA names no folder")]

every_data_set = pytest.mark.parametrize("data", DATA_SETS, ids=str)


@dataclasses.dataclass
class Imported:
    """A store, and what its imports said."""

    store: object
    said: list


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Makes a store of some data sets in turn, once."""
    made = {}

    def of(*data):
        if data not in made:
            store = tmp_path_factory.mktemp("shop") / "shop"
            made[data] = Imported(
                store, [patron_json("import", one.path, "--into", store, *one.options) for one in data])
        return made[data]

    return of


def check_account(said, account, written):
    """The sums of the manifest are those of the account, and rounding is what the file says beyond them."""
    rows, revenue = manifest_account(account, written)
    assert said["rows"] == rows
    if revenue is None:
        assert said["revenue"] is None
        return
    found = decimals({key: said["revenue"][key] for key in (*revenue, "rounding")})
    # What rounding leaves of an amount is kept to 15 decimals of a cent.
    assert abs(found.pop("rounding") + revenue["in"] - written[1]) < decimal.Decimal("1e-15")
    assert found == revenue
    guests = account.get(("set_aside", "guest"), (0, 0))[1]
    assert decimal.Decimal(said["revenue"]["used_with_guests"]) == revenue["used"] + guests


def check_tables(store, wanted):
    """The store has just the orders and lines of the reckoning."""
    for relation, name in [("orders", "orders"), ("aside", "set_aside"), ("lines", "lines")]:
        found = table(store, name)
        if relation not in wanted.names or not wanted.rows(f"SELECT count(*) FROM {relation}")[0][0]:
            assert found is None or found.num_rows == 0, name
            continue
        assert found is not None, name
        assert wanted.difference(relation, found) == [[], []], name


@every_data_set
def test_the_query_finds_what_is_published(data):
    """Else what follows would compare with a wrong one."""
    wrong = [fact for fact in reckoning(data).rows("FROM facts") if fact[1] != fact[2]]
    assert not wrong


@every_data_set
def test_the_account_is_the_one_of_the_query(data, stores):
    said, wanted = stores(data).said[0], reckoning(data)
    check_account(said, wanted.account(), wanted.written)
    assert said["rejects"] is None
    orders = wanted.rows("SELECT count(*) FROM orders")[0][0]
    guests = wanted.rows("SELECT count(*) FROM aside WHERE reason = 'guest'")[0][0] if "aside" in wanted.names else 0
    assert said["orders"] == {
        "live": orders, "guests": guests, "duplicate": 0, "restated": {"in_import": 0, "in_store": 0, "kept": 0}}
    lines = wanted.rows("SELECT count(*) FROM lines")[0][0] if "lines" in wanted.names else 0
    assert said["lines"] == lines


@every_data_set
def test_the_store_has_the_orders_of_the_query(data, stores):
    store, wanted = stores(data).store, reckoning(data)
    check_tables(store, wanted)
    info = patron_json("store", "info", store)
    orders, customers, revenue = wanted.rows(
        "SELECT count(*), count(DISTINCT customer_id), sum(amount) FROM orders")[0]
    assert (info["orders"], info["customers"]) == (orders, customers)
    if wanted.written[1] is not None:
        assert decimals(info["revenue"]) == revenue
    assert patron_json("store", "verify", store)["orders"] == orders


@every_data_set
def test_customers_have_the_orders_and_the_revenue_of_the_query(data, stores, tmp_path):
    """As the scores count them: orders of zero are kept, so that all that the store has is there."""
    store, wanted = stores(data).store, reckoning(data)
    scores = tmp_path / "scores.parquet"
    patron("score", store, "--zero-orders", "keep", "--quiet", "-o", scores)
    sums = "NULL" if wanted.written[1] is None else "sum(amount)"
    found = wanted.rows(
        "SELECT customer_id, orders, net_revenue, first_order_date, last_order_date "
        f"FROM '{scores}' ORDER BY customer_id")
    assert found == wanted.rows(
        f"SELECT customer_id, count(*), {sums}, min(order_date), max(order_date) "
        "FROM orders GROUP BY customer_id ORDER BY customer_id")


def test_a_part_that_is_in_the_store_is_not_counted_twice(stores):
    """The first sheet as Parquet, then both sheets as CSV: the store is that of the CSV."""
    part, whole = reckoning(RETAIL_2009), reckoning(RETAIL)
    relations = [part.connection.sql(f"FROM {name}").to_arrow_table() for name in ("orders", "aside", "lines")]
    for name, relation in zip(("orders", "aside", "lines"), relations):
        # All of them are in the CSV, the same.
        assert whole.difference(name, relation)[1] == [], name
    imported = stores(RETAIL_2009, RETAIL)
    said = imported.said[1]
    account, again = whole.account(), {"rows": 0, "revenue": 0}
    for (place, reason), (rows, revenue) in part.account().items():
        # What is no order is set aside each time.
        if reason in (None, "guest", "refund_without_order"):
            before = account[place, reason]
            account[place, reason] = before[0] - rows, before[1] - revenue
            again["rows"] += rows
            again["revenue"] += revenue
    account["set_aside", "duplicate"] = again["rows"], again["revenue"]
    check_account(said, account, whole.written)
    assert said["orders"]["live"] == whole.rows("SELECT count(*) FROM orders")[0][0] - relations[0].num_rows
    assert said["orders"]["duplicate"] == relations[0].num_rows + relations[1].num_rows
    assert said["orders"]["restated"] == {"in_import": 0, "in_store": 0, "kept": 0}
    check_tables(imported.store, whole)


def test_the_sample_of_cdnow_is_the_same_in_both_forms(stores):
    wanted = reckoning(CDNOW_SAMPLE)
    wanted.connection.register("elog", table(stores(CDNOW_ELOG).store, "orders"))
    columns = "order_date, amount FROM"
    sides = [f"SELECT customer_id::INTEGER AS customer, {columns} {name}" for name in ("orders", "elog")]
    assert wanted.rows(f"{sides[0]} EXCEPT ALL {sides[1]}") == []
    assert wanted.rows("SELECT count(*) FROM elog") == wanted.rows("SELECT count(*) FROM orders")


def test_parquet_and_csv_of_the_same_baskets_make_the_same_store(stores):
    csv, parquet = (stores(data).store for data in (JOURNEY, JOURNEY_PARQUET))
    for name in ("orders", "lines"):
        ours, theirs = table(csv, name), table(parquet, name)
        assert ours.equals(theirs), name
    check_tables(parquet, reckoning(JOURNEY))


@pytest.mark.parametrize("file", NO_ORDERS)
def test_a_file_without_orders_is_refused_with_its_columns(file, tmp_path):
    said = patron("import", DATA / file, "--into", tmp_path / "shop", status=2)
    assert file in said
    for column in header(file):
        assert f"'{column}'" in said


def header(file):
    """The names of the columns of a file."""
    return reckoning(CDNOW_ELOG).columns(f"(FROM read_csv('{file}', all_varchar = true, header = true))")
