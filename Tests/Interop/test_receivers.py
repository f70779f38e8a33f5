"""The files in fixtures/receivers, which the writers for receivers must match, are those of the reference; and the
table of countries says of telephone numbers what libphonenumber does."""

from pathlib import Path

import phonenumbers
import pytest
import receivers_reference as reference

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "Sources" / "Reports" / "Contacts" / "CountryTable.swift"

# Where the numbering plan is told otherwise: (trunk prefix, most digits).
OTHERWISE = {
    # 8, a tone, 0: the 0 is dialled within the country alone.
    "BY": ("80", 9),
    # Twelve digits are announced and not in use; with them +39 333 1234567 without its + would be a national number.
    "IT": ("-", 11),
}


@pytest.mark.parametrize("name,text", reference.files().items(), ids=reference.files())
def test_fixtures_are_those_of_the_reference(name, text):
    assert (reference.FOLDER / name).read_bytes().decode() == text


KINDS = [phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE]


def is_written_without_trunk(region):
    """Whether the example number of a kind is."""

    def is_so(kind):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            return False
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        trunk = phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix
        return not "".join(filter(str.isdigit, text)).startswith(trunk)

    return is_so


def countries():
    lines = TABLE.read_text().split('"""')[1].splitlines()
    return [line.split(maxsplit=6) for line in lines if line.strip()]


def test_countries_have_the_numbers_of_libphonenumber():
    rows = {row[0]: row[2:6] for row in countries()}
    assert len(rows) == len(countries()) == 250
    # Ascension and Tristan da Cunha have codes, and no country of their own in ISO 3166-1.
    assert phonenumbers.SUPPORTED_REGIONS - {"AC", "TA"} <= set(rows)
    for region, (code, trunk, fewest, most) in rows.items():
        if region not in phonenumbers.SUPPORTED_REGIONS:
            assert (code, trunk, fewest, most) == ("-", "-", "0", "0"), region
            continue
        data = phonenumbers.PhoneMetadata.metadata_for_region(region)
        kinds = [kind for kind in (data.fixed_line, data.mobile) if kind and kind.possible_length]
        lengths = {length for kind in kinds for length in kind.possible_length} - {-1}
        longest = min(max(lengths), 15 - len(str(data.country_code)))
        told = OTHERWISE.get(region, (data.national_prefix or "-", longest))
        assert (int(code), int(fewest)) == (data.country_code, min(lengths)), region
        assert (trunk.removesuffix("?"), int(most)) == told, region
        if data.national_prefix and data.national_prefix.startswith("0"):
            assert trunk.endswith("?") == any(map(is_written_without_trunk(region), KINDS)), region


def test_names_of_countries_are_unambiguous():
    names = {}
    for row in countries():
        for name in {row[0], row[1], *row[6].split("|")}:
            key = "".join(filter(str.isalpha, name.lower()))
            assert names.setdefault(key, row[0]) == row[0], name


def test_vectors_of_the_documentation():
    assert reference.sha("test@example.com").startswith("973dfe463ec85785f5f95af5ba3906ee")
    assert reference.sha("+447123456789").startswith("8cc62e12")
    assert reference.sha("447123456789").startswith("390fa2f2")
