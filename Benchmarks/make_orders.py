"""Writes a CSV of generated orders: buyers at Gamma-distributed Poisson rates who drop out with a
Beta-distributed probability after each purchase (MBG/NBD), spends from a Gamma-Gamma model.

    python3 make_orders.py --orders 10_000_000 --customers 1_000_000 --seed 1 orders.csv

Ids are 13 digits in no order of time; orders stand in the order of time, as a shop exports them.
Needs numpy.
"""

import argparse

import numpy as np

DAYS = 3 * 365
FIRST = np.datetime64("2022-01-01")


def generate(orders: int, customers: int, seed: int):
    rng = np.random.default_rng(seed)
    start = rng.integers(0, DAYS - 30, customers)
    rate = rng.gamma(0.6, 1 / 45, customers)
    dropout = rng.beta(0.9, 6.0, customers)
    value = 20 / rng.gamma(3.7, 1.0, customers)
    who = [np.arange(customers)]
    when = [start.astype(np.float64)]
    alive = np.arange(customers)
    now = start.astype(np.float64)
    while alive.size:
        alive = alive[rng.random(alive.size) >= dropout[alive]]
        now_alive = now[alive] + rng.exponential(1 / rate[alive])
        inside = now_alive < DAYS
        alive, now_alive = alive[inside], now_alive[inside]
        now[alive] = now_alive
        who.append(alive)
        when.append(now_alive)
    who, when = np.concatenate(who), np.concatenate(when)
    # The wanted number of orders: thinned, or with further orders of customers drawn at random
    # within their own span, so that x and t_x stay those of a shop.
    if who.size > orders:
        keep = rng.permutation(who.size - customers)[: orders - customers] + customers
        keep = np.concatenate([np.arange(customers), keep])
        who, when = who[keep], when[keep]
    elif who.size < orders:
        extra = rng.integers(0, who.size, orders - who.size)
        who = np.concatenate([who, who[extra]])
        until = np.minimum(when[extra] + rng.exponential(20, extra.size), DAYS - 1)
        when = np.concatenate([when, until])
    cents = np.maximum(1, np.round(rng.gamma(6.2, value[who]) * 100)).astype(np.int64)
    order = np.argsort(when, kind="stable")
    ids = rng.permutation(customers).astype(np.int64) * 7919 + 1_000_000_000_000
    return ids[who[order]], when[order].astype(np.int64), cents[order]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("path")
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ids, days, cents = generate(options.orders, options.customers, options.seed)
    names = np.datetime_as_string(FIRST + np.arange(DAYS + 1))
    with open(options.path, "w") as file:
        file.write("customer_id,order_date,amount\n")
        for at in range(0, len(ids), 1_000_000):
            part = slice(at, at + 1_000_000)
            file.writelines(
                f"{i},{names[d]},{c // 100}.{c % 100:02}\n"
                for i, d, c in zip(ids[part].tolist(), days[part].tolist(), cents[part].tolist())
            )


if __name__ == "__main__":
    main()
