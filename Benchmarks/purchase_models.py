"""Purchase models of lifetimes and of PyMC-Marketing, fitted as their manuals do.

Both give parameters, P(alive) and expected purchase days. The probability of an order within a horizon is, for all of
them alike, what follows from these in closed form: neither offers it for all three models.
"""

import numpy as np
import pandas as pd

from forecasting import NoFit

FAMILIES = ["bg-nbd", "mbg-nbd", "pareto-nbd"]
#: PyMC-Marketing's priors are for weeks, as its manual has them.
DAYS_A_WEEK = 7
#: Of the integral below; 24 were off by less than 1e-14 from mpmath, at 150 random customers of random models.
NODES = 32
#: The integrand is below exp(-45) of its start beyond this.
E_FOLDS = 45


def waits(parameters: dict, x: np.ndarray, T: np.ndarray, t: float) -> np.ndarray:
    """P(no purchase within t | alive now), given x repeat purchases in T.

    Rates are Gamma(r + x, alpha + T). BG and MBG customers drop out at purchases alone, so no purchase means a long
    wait. A Pareto customer's lifetime is exponential, its rate Gamma(s, beta + T), and may end first:

        ((alpha + T)/(alpha + T + t))^(r + x) ((beta + T)/(beta + T + t))^s
        + integral over u in (0, t) of ((alpha + T)/(alpha + T + u))^(r + x) s (beta + T)^s (beta + T + u)^-(s + 1)
    """
    R, A = parameters["r"] + x, parameters["alpha"] + T
    whole = np.exp(-R * np.log1p(t / A))
    if "s" not in parameters:
        return whole
    s, B = parameters["s"], parameters["beta"] + T
    # By v = log(1 + u / A), in which the first factor is exp(-R v), Gauss-Legendre needs few nodes.
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    end = np.minimum(np.log1p(t / A), E_FOLDS / R)
    dies = np.zeros_like(whole)
    for node, weight in zip((nodes + 1) / 2, weights / 2):
        v = node * end
        u = A * np.expm1(v)
        dies += weight * end * s / (B + u) * np.exp(-(R - 1) * v - s * np.log1p(u / B)) * A
    return whole * np.exp(-s * np.log1p(t / B)) + dies


def lifetimes(family: str):
    def forecast(orders: pd.DataFrame, as_of: pd.Timestamp, horizon: int, steps) -> tuple[pd.DataFrame, dict]:
        import lifetimes as package
        from lifetimes.utils import ConvergenceError, summary_data_from_transaction_data

        fitter = {"bg-nbd": package.BetaGeoFitter, "mbg-nbd": package.ModifiedBetaGeoFitter,
                  "pareto-nbd": package.ParetoNBDFitter}[family]
        amount = "amount" if "amount" in orders else None
        steps.begin()
        customers = summary_data_from_transaction_data(
            orders, "customer_id", "order_date", amount, observation_period_end=as_of)
        steps.ends("histories")
        x, tx, T = (customers[name].to_numpy() for name in ("frequency", "recency", "T"))
        model, spend = fitter(), package.GammaGammaFitter()
        value = customers["monetary_value"].to_numpy() if amount else None
        try:
            model.fit(x, tx, T)
        except ConvergenceError:
            raise NoFit("the model did not converge") from None
        finally:
            steps.ends("fit")
        fitted: dict = {}
        if amount:
            repeat = (x > 0) & (value > 0)
            try:
                spend.fit(x[repeat], value[repeat])
            except ConvergenceError:
                amount, fitted["no_fit_of_spend"] = None, "the model did not converge"
            steps.ends("fit_of_spend")
        parameters = {name: float(of) for name, of in model.params_.items()}
        days = np.asarray(model.conditional_expected_number_of_purchases_up_to_time(horizon, x, tx, T))
        alive = np.asarray(model.conditional_probability_alive(x, tx, T))
        found = {"probability": alive * (1 - waits(parameters, x, T, horizon)), "purchase_days": days}
        if amount:
            found["revenue"] = days * np.asarray(spend.conditional_expected_average_profit(x, value))
            parameters |= {name: float(of) for name, of in spend.params_.items()}
        steps.ends("predict")
        return pd.DataFrame(found, index=customers.index), {**fitted, "parameters": parameters}
    return forecast


def pymc_marketing(family: str):
    def forecast(orders: pd.DataFrame, as_of: pd.Timestamp, horizon: int, steps) -> tuple[pd.DataFrame, dict]:
        from pymc_marketing import clv
        from pymc_marketing.clv.utils import rfm_summary

        class_ = {"bg-nbd": clv.BetaGeoModel, "mbg-nbd": clv.ModifiedBetaGeoModel,
                  "pareto-nbd": clv.ParetoNBDModel}[family]
        amount = "amount" if "amount" in orders else None
        steps.begin()
        customers = rfm_summary(
            orders, "customer_id", "order_date", amount, observation_period_end=as_of, time_scaler=DAYS_A_WEEK)
        steps.ends("histories")
        t = horizon / DAYS_A_WEEK
        model, spend = class_(), clv.GammaGammaModel()
        model.fit(customers, method="map", progressbar=False)
        steps.ends("fit")
        if amount:
            repeat = customers[(customers["frequency"] > 0) & (customers["monetary_value"] > 0)]
            spend.fit(repeat, method="map", progressbar=False)
            steps.ends("fit_of_spend")
        names = ["r", "alpha", "s", "beta"] if family == "pareto-nbd" else ["r", "alpha", "a", "b"]
        parameters = {name: float(np.squeeze(model.fit_result[name])) for name in names}
        days = np.squeeze(model.expected_purchases(data=customers.assign(future_t=t)).to_numpy())
        # Of Pareto/NBD it would be P(alive) after that time, were it not 0 here.
        alive = np.squeeze(model.expected_probability_alive(data=customers.assign(future_t=0)).to_numpy())
        x, T = customers["frequency"].to_numpy(), customers["T"].to_numpy()
        found = {"probability": alive * (1 - waits(parameters, x, T, t)), "purchase_days": days}
        if amount:
            found["revenue"] = days * np.squeeze(spend.expected_customer_spend(customers).to_numpy())
            parameters |= {name: float(np.squeeze(spend.fit_result[name])) for name in ("p", "q", "v")}
        steps.ends("predict")
        return pd.DataFrame(found, index=customers["customer_id"]), {"parameters_per_week": parameters}
    return forecast
