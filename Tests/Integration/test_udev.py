"""The udev rules, read line by line: what `udevadm verify` would say, which Debian 12 does not have."""
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "udev").glob("*.rules"))

# key -> operators it takes (udev(7))
MATCH, ASSIGN = {"==", "!="}, {"=", "+=", ":="}
KEYS = {
    "ACTION": MATCH, "DEVPATH": MATCH, "KERNEL": MATCH, "KERNELS": MATCH, "SUBSYSTEM": MATCH, "SUBSYSTEMS": MATCH,
    "DRIVER": MATCH, "DRIVERS": MATCH, "ATTRS{}": MATCH, "TEST": MATCH, "ATTR{}": MATCH | {"="},
    "ENV{}": MATCH | {"=", "+="}, "TAG": MATCH | ASSIGN | {"-="}, "GROUP": ASSIGN, "MODE": ASSIGN, "OWNER": ASSIGN,
    "SYMLINK": MATCH | ASSIGN, "GOTO": {"="}, "LABEL": {"="}, "IMPORT{}": MATCH,
}
PAIR = re.compile(r'([A-Z]+)(?:\{([^}"]*)\})?\s*(==|!=|\+=|-=|:=|=)\s*"([^"]*)"')


def rules(path):
    """(line number, joined text) of every rule; a backslash at the end of a line joins it to the next."""
    joined, start = "", 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not joined and (not line.strip() or line.startswith("#")):
            continue
        start = start if joined else number
        if line.endswith("\\"):
            joined += line[:-1]
            continue
        yield start, joined + line
        joined = ""
    assert not joined, f"{path.name}: the last line ends with a backslash"


def pairs(text):
    """The key-operator-value triples of a rule; raises ValueError at whatever is none."""
    found, position = [], 0
    text = text.strip()
    while position < len(text):
        match = PAIR.match(text, position)
        if not match:
            raise ValueError(f"not a rule from here: {text[position:]!r}")
        key, name, operator, value = match.groups()
        found.append((key + ("{}" if name is not None else ""), name, operator, value))
        rest = text[match.end():]
        separator = re.match(r"\s*,\s*", rest)
        if rest and not separator:
            raise ValueError(f"no comma before {rest!r}")
        position = match.end() + (len(separator.group()) if separator else 0)
        if separator and position >= len(text):
            raise ValueError("a comma at the end")
    return found


def complaints(path):
    """What is wrong with a file of rules."""
    wrong, labels, jumps = [], {}, []
    for number, text in rules(path):
        where = f"{path.name}:{number}"
        try:
            triples = pairs(text)
        except ValueError as error:
            wrong.append(f"{where}: {error}")
            continue
        for key, name, operator, value in triples:
            if key not in KEYS:
                wrong.append(f"{where}: unknown key {key}")
            elif operator not in KEYS[key]:
                wrong.append(f"{where}: {key} does not take {operator}")
            if key.endswith("{}") and not name:
                wrong.append(f"{where}: {key} without a name")
            if key == "MODE" and not re.fullmatch("0[0-7]{3}", value):
                wrong.append(f"{where}: {value} is not a mode")
            if key == "LABEL":
                labels[value] = number
            if key == "GOTO":
                jumps.append((where, number, value))
    for where, number, label in jumps:
        # udev looks for the label behind the jump only.
        if labels.get(label, 0) <= number:
            wrong.append(f"{where}: no label {label} behind it")
    return wrong


class Rules(unittest.TestCase):
    def test_every_line_is_a_rule(self):
        self.assertEqual([path.name for path in FILES],
                         ["60-pibd-identify.rules", "61-pibd-access.rules", "92-pibd-brltty.rules"])
        for path in FILES:
            self.assertEqual(complaints(path), [])

    def test_the_reader_itself_finds_what_is_wrong(self):
        broken = {
            'KERNEL=="tty*", MODE="666"': "not a mode", 'KERNEL="tty*"': "does not take", 'KERNAL=="x"': "unknown key",
            'KERNEL=="x" MODE="0660"': "no comma", 'KERNEL=="x, MODE="0660"': "no comma", 'GOTO="nowhere"': "no label",
            'LABEL="back"\nGOTO="back"': "no label", 'ENV{}=="1"': "without a name", "KERNEL==x": "not a rule",
        }
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "70-broken.rules"
            for text, expected in broken.items():
                path.write_text(text + "\n")
                self.assertTrue(any(expected in complaint for complaint in complaints(path)), (text, complaints(path)))

    def test_the_files_stand_where_their_order_counts(self):
        names = [path.name for path in FILES]
        for name in names[:2]:
            # usb_id runs in 50-udev-default; the tag uaccess is acted upon in 73-seat-late.
            self.assertTrue("50-udev-default.rules" < name < "73-seat-late.rules", name)
        self.assertLess(names[0], names[1])
        # After brltty's own files, before what hands devices to the service manager.
        self.assertTrue("90-brltty-usb-generic.rules" < names[2] < "99-systemd.rules")

    def test_nobody_gets_more_than_he_needs(self):
        for path in FILES:
            for number, text in rules(path):
                for key, _, _, value in pairs(text):
                    if key == "MODE":
                        self.assertEqual(value, "0660", f"{path.name}:{number}")
                    if key == "GROUP":
                        self.assertEqual(value, "labdevices", f"{path.name}:{number}")

    def test_the_devices_of_the_manual_are_identified(self):
        text = FILES[0].read_text()
        devices = [("0d28", "0204"), ("1d6b", "0104"), ("0451", "c900"), ("0403", "601f")]
        for vendor, product in devices:
            self.assertRegex(text, f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"')
        for interface in ("ef0500", "fe0300", "fe0301"):
            self.assertIn(f"*:{interface}:*", text)

    def test_installing_below_another_root_copies_the_files_and_touches_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([ROOT / "udev" / "install"], check=True, env={"PATH": "/usr/bin:/bin", "DESTDIR": folder})
            installed = Path(folder) / "etc/udev/rules.d"
            self.assertEqual(sorted(path.name for path in installed.iterdir()), [path.name for path in FILES])
            for path in FILES:
                self.assertEqual((installed / path.name).read_bytes(), path.read_bytes())


if __name__ == "__main__":
    unittest.main()
