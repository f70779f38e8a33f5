"""What receivers of lists must get, by hashlib, unicodedata and libphonenumber: writes fixtures/receivers anew.

Nothing here knows how Patron does it; the forms are those of docs/receivers.md.
"""

import hashlib
import io
import json
import sys
import unicodedata
from pathlib import Path

import phonenumbers

FOLDER = Path(__file__).parents[2] / "fixtures" / "receivers"
AS_OF = "2026-11-22"
HORIZON = 365
RECEIVERS = ["klaviyo", "google-ads", "meta", "hubspot", "csv"]

# The countries of the members, by what they write.
COUNTRIES = {
    "United Kingdom": "GB", "Germany": "DE", "USA": "US", "us": "US", "France": "FR", "Italy": "IT",
    "Spain": "ES", "Russia": "RU",
}


def is_blank(letter):
    return letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf")


def trimmed(text):
    while text and is_blank(text[0]):
        text = text[1:]
    while text and is_blank(text[-1]):
        text = text[:-1]
    return text


def collapsed(text):
    return " ".join(word for word in map(trimmed, text.split()) if word)


def lowered(text):
    return unicodedata.normalize("NFC", text.lower())


def bare(text):
    kept = "".join(letter for letter in lowered(text) if unicodedata.category(letter)[0] != "P")
    return collapsed(kept)


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def email(text):
    text = trimmed(lowered(text or ""))
    local, _, domain = text.partition("@")
    good = (
        local and "@" not in domain and "." in domain and all(domain.split("."))
        and local[0] not in "=+-" and not any(map(is_blank, text)) and not set(text) & set('<>,;:"()[]\\')
    )
    return text if good else ""


def country(text):
    text = text or ""
    code = COUNTRIES.get(text, text)
    return code if code in phonenumbers.SUPPORTED_REGIONS else ""


def phone(text, region):
    """In the form of E.164, with the +."""
    if any(map(str.isalpha, text or "")):
        return ""
    if text and text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text or "", region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def neutral(text):
    if text[:1] in tuple("=+-@\t\r\n") and not (
        text[0] in "+-" and len(text) > 1 and set(text[1:]) <= set("0123456789.")
    ):
        return "'" + text
    return text


def typed(text):
    return neutral(collapsed(text or ""))


def money(units):
    if units is None:
        return ""
    return f"{'-' if units < 0 else ''}{abs(units) // 100}.{abs(units) % 100:02d}"


def real(value):
    return "" if value is None else f"{value:.6f}"


def noon(day):
    return f"{day} 12:00:00" if day else ""


class Member:
    def __init__(self, member):
        self.id = member["id"]
        self.reason = member["reason"]
        self.figures = member.get("figures", {})
        self.contact = dict(member["contact"])
        if "email" not in self.contact and email(self.id):
            self.contact["email"] = self.id
        self.email = email(self.contact.get("email"))
        self.country = country(self.contact.get("country"))
        self.phone = phone(self.contact.get("phone"), self.country)

    def postal(self, name, code):
        parts = [name(self.contact.get("first_name", "")), name(self.contact.get("last_name", ""))]
        parts += [self.country, code(self.contact.get("postcode", ""))]
        return parts if all(parts) else None

    def place(self):
        c = self.contact
        return [typed(self.country or c.get("country")), typed(c.get("postcode")), typed(c.get("city"))]

    def names(self):
        return [typed(self.contact.get("first_name")), typed(self.contact.get("last_name"))]


HEADERS = {
    "klaviyo": "Email Address,Phone Number,First Name,Last Name,Country,Zip Code,City,customer_id,historic_clv,"
    "predicted_clv,total_clv,historic_number_of_orders,predicted_number_of_orders,average_days_between_orders,"
    "average_order_value,churn_probability,expected_date_of_next_order,lifecycle_stage,rfm_segment,value_tier,"
    "list_reason,as_of",
    "google-ads": "Email,Phone,First Name,Last Name,Country,Zip",
    "meta": "email,email,email,phone,phone,phone,madid,fn,ln,zip,ct,st,country,dob,doby,gen,age,uid,value",
    "hubspot": "Email,First name,Last name,Phone number,Country/Region,Postal code,City,customer_id,orders,"
    "last_order_date,net_revenue,average_order_value,churn_probability,expected_orders_365,clv_365,"
    "next_order_due_date,customer_lifecycle_stage,rfm_segment,value_tier,list_reason,as_of",
    "csv": "customer_id,email,phone,first_name,last_name,name,country,postcode,city,subscribed,birthday,orders,"
    "last_order_date,net_revenue,average_order_value,average_days_between_purchases,churn_probability,"
    "expected_orders_365,clv_365,next_order_due_date,lifecycle_stage,rfm_segment,value_tier,list_reason,as_of",
}


def klaviyo(m):
    f = m.figures.get
    revenue, clv = f("revenue"), f("clv")
    total = None if revenue is None or clv is None or revenue + clv >= 1 << 63 else revenue + clv
    cells = [m.email, m.phone] + m.names() + m.place() + [neutral(m.id)]
    cells += [money(revenue), money(clv), money(total), f("orders"), real(f("expected_orders"))]
    cells += [real(f("days_between")), money(f("average_order_value")), real(f("churn"))]
    cells += [noon(f("next_order")), f("stage"), f("segment"), f("tier"), typed(m.reason), noon(AS_OF)]
    return cells, m.email or m.phone


def google_ads(m):
    postal = m.postal(lambda text: collapsed(lowered(text)), collapsed) or [""] * 4
    cells = [sha(m.email), sha(m.phone), sha(postal[0]), sha(postal[1]), postal[2], typed(postal[3])]
    return cells, m.email or m.phone or "".join(postal)


def meta(m):
    def code(text):
        text = bare(text).replace(" ", "")
        return text[:5] if m.country == "US" else text

    c = m.contact.get
    year = c("birthday", "")[:4]
    uid = "" if email(m.id) or phone(m.id, m.country) else neutral(m.id)
    value = m.figures.get("clv")
    cells = [sha(m.email), "", "", sha(m.phone[1:]), "", "", ""]
    cells += [sha(bare(c("first_name", ""))), sha(bare(c("last_name", ""))), sha(code(c("postcode", "")))]
    cells += [sha(bare(c("city", "")).replace(" ", "")), "", sha(m.country.lower()), "", sha(year), "", ""]
    cells += [uid, money(value if value is None else max(0, value))]
    return cells, m.email or m.phone or "".join(m.postal(bare, code) or [])


def hubspot(m):
    f = m.figures.get
    cells = [m.email] + m.names() + [m.phone] + m.place() + [neutral(m.id), f("orders"), f("last_order")]
    cells += [money(f("revenue")), money(f("average_order_value")), real(f("churn"))]
    cells += [real(f("expected_orders")), money(f("clv")), f("next_order"), f("stage"), f("segment")]
    return cells + [f("tier"), typed(m.reason), AS_OF], m.email


def table(m):
    f, c = m.figures.get, m.contact.get
    cells = [neutral(m.id), m.email or typed(c("email")), m.phone or typed(c("phone"))] + m.names()
    cells += [typed(c("name"))] + m.place() + [{True: "yes", False: "no", None: "unknown"}[c("consent")]]
    cells += [c("birthday"), f("orders"), f("last_order"), money(f("revenue"))]
    cells += [money(f("average_order_value")), real(f("days_between")), real(f("churn"))]
    cells += [real(f("expected_orders")), money(f("clv")), f("next_order"), f("stage"), f("segment")]
    return cells + [f("tier"), typed(m.reason), AS_OF], None


ROWS = {"klaviyo": klaviyo, "google-ads": google_ads, "meta": meta, "hubspot": hubspot, "csv": table}


def line(cells):
    def quoted(cell):
        cell = "" if cell is None else str(cell)
        marked = cell and (cell[0] == " " or cell[-1] == " " or set(cell) & set('",\n\r'))
        return '"' + cell.replace('"', '""') + '"' if marked else cell

    return ",".join(map(quoted, cells)) + "\n"


def written(receiver, members):
    """The file, and what became of the members."""
    out = io.StringIO()
    out.write(HEADERS[receiver] + "\n")
    seen = set()
    counts = dict.fromkeys(
        "members written withoutConsent withoutContact duplicates unusableEmails unusablePhones "
        "unusableCountries repeatedPhones".split(), 0)
    for member in map(Member, members):
        counts["members"] += 1
        if receiver != "csv" and member.contact.get("consent") is not True:
            counts["withoutConsent"] += 1
            continue
        for part, read in [("email", member.email), ("phone", member.phone), ("country", member.country)]:
            name = {"email": "unusableEmails", "phone": "unusablePhones", "country": "unusableCountries"}[part]
            counts[name] += bool(trimmed(member.contact.get(part, ""))) and not read
        cells, key = ROWS[receiver](member)
        if receiver != "csv":
            if not key:
                counts["withoutContact"] += 1
                continue
            if key in seen:
                counts["duplicates"] += 1
                continue
            seen.add(key)
            if receiver == "klaviyo" and member.email and member.phone:
                if member.phone in seen:
                    counts["repeatedPhones"] += 1
                    cells[1] = ""
                seen.add(member.phone)
        out.write(line(cells))
        counts["written"] += 1
    return out.getvalue(), counts


def phones():
    """Example numbers of every country as people write them: country, text, E.164."""
    lines = []
    kinds = [phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE]
    formats = [phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.NATIONAL]
    for region in sorted(phonenumbers.SUPPORTED_REGIONS - {"AC", "TA"}):
        for kind in kinds:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            texts = [phonenumbers.format_number(number, form) for form in formats] + [e164[1:]]
            lines += [f"{region}\t{text}\t{e164}\n" for text in dict.fromkeys(texts)]
    return "".join(lines)


def files():
    """The contents of the files of the folder, by name."""
    members = json.loads((FOLDER / "members.json").read_text())
    made = {name: written(name, members) for name in RECEIVERS}
    contents = {f"{name}.csv": text for name, (text, _) in made.items()}
    counts = {name: counts for name, (_, counts) in made.items()}
    contents["counts.json"] = json.dumps(counts, indent=1) + "\n"
    contents["phones.tsv"] = phones()
    return contents


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_bytes(text.encode())
        print(name, len(text), file=sys.stderr)
