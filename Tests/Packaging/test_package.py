"""The Debian package that scripts/package has built: what is in it, and its life in a bare Debian 12.

$PIBD_PACKAGE names it; without that the newest in .build/package is taken.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("pibd", "pibctl", "pib-safe")
LONGEST_EXPOSURE = 15  # tenths, as systemd-analyze takes it


def find_package():
    if named := os.environ.get("PIBD_PACKAGE"):
        return Path(named).resolve()
    built = sorted((ROOT / ".build" / "package").glob("pibd_*.deb"), key=lambda file: file.stat().st_mtime)
    return built[-1] if built else None


PACKAGE = find_package()


def run(*words, check=True, **options):
    done = subprocess.run(
        [str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600,
        **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stdout}")
    return done


@unittest.skipUnless(PACKAGE, "there is no package: run scripts/package")
class Contents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="pibd-package.")
        cls.tree = Path(cls.directory.name)
        run("dpkg-deb", "--raw-extract", PACKAGE, cls.tree)
        cls.control = (cls.tree / "DEBIAN" / "control").read_text()

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def test_the_programs_need_nothing_of_the_swift_toolchain(self):
        for name in PROGRAMS:
            output = run("objdump", "--private-headers", self.tree / "usr/bin" / name).stdout
            needed = re.findall(r"NEEDED\s+(\S+)", output)
            self.assertIn("libc.so.6", needed)
            foreign = [name for name in needed if "swift" in name.lower() or "Foundation" in name or "dispatch" in name]
            self.assertEqual(foreign, [], name)
            self.assertNotRegex(output, r"(RPATH|RUNPATH)\s+\S*/opt")

    def test_the_dependencies_are_those_of_the_libraries(self):
        depends = re.search(r"^Depends: (.*)$", self.control, re.MULTILINE)[1]
        for library in ("libc6", "libopenblas0", "liblapacke", "libserialport0", "libsqlite3-0", "libudev1"):
            self.assertIn(library, depends)

    def test_units_rules_users_and_directories_are_there(self):
        for path in ("lib/systemd/system/pibd.service", "lib/systemd/system/pibd.socket",
                     "usr/lib/sysusers.d/pibd.conf", "usr/lib/tmpfiles.d/pibd.conf",
                     "lib/udev/rules.d/60-pibd-identify.rules",
                     "lib/udev/rules.d/61-pibd-access.rules", "lib/udev/rules.d/92-pibd-brltty.rules",
                     "usr/share/doc/pibd/README.md", "usr/share/doc/pibd/examples/fashion-mnist.toml"):
            self.assertTrue((self.tree / path).is_file(), path)
        self.assertEqual((self.tree / "lib/systemd/system/pibd.service").read_text(),
                         (ROOT / "systemd/pibd.service").read_text())

    def test_the_configuration_is_a_conffile_that_the_daemon_takes(self):
        self.assertEqual((self.tree / "DEBIAN/conffiles").read_text().split(), ["/etc/pibd/pibd.toml"])
        configuration = self.tree / "etc/pibd/pibd.toml"
        run(self.tree / "usr/bin/pibd", "check", "--config", configuration)
        # What stands there as an example is one, too.
        example = re.sub(r"^#(?=[\[a-z])", "", configuration.read_text(), flags=re.MULTILINE)
        self.assertEqual(example.count("[[device]]"), 2)
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(example)
            file.flush()
            run(self.tree / "usr/bin/pibd", "check", "--config", file.name)
            file.write("\nnonsense = 1\n")
            file.flush()
            refused = run(self.tree / "usr/bin/pibd", "check", "--config", file.name, check=False)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("nonsense", refused.stdout)

    def test_every_program_has_a_manual_page_that_names_its_commands(self):
        for page, words in (("man1/pibctl.1", ["train", "safe-state", "run submit"]), ("man8/pibd.8", ["emulate"]),
                            ("man8/pib-safe.8", ["energised"]), ("man5/pibd.toml.5", ["max-read-voltage"])):
            text = run("gzip", "-dc", self.tree / "usr/share/man" / (page + ".gz")).stdout.replace("\\-", "-")
            for word in words:
                self.assertIn(word, text)
            if shutil.which("mandoc"):
                with tempfile.NamedTemporaryFile("w") as file:
                    file.write(text)
                    file.flush()
                    self.assertEqual(run("mandoc", "-T", "lint", "-W", "warning", file.name, check=False).stdout, "")

    def test_completions_are_there_for_three_shells(self):
        share = self.tree / "usr/share"
        for name in ("pibd", "pibctl"):
            for shell, path in (("bash", share / "bash-completion/completions" / name),
                                ("zsh", share / "zsh/vendor-completions" / f"_{name}"),
                                ("fish", share / "fish/vendor_completions.d" / f"{name}.fish")):
                self.assertGreater(path.stat().st_size, 1000, path)
                if shutil.which(shell):
                    run(shell, "-n", path)

    def test_what_the_sandbox_leaves_open_is_little(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("there is no systemd-analyze here")
        run("systemd-analyze", "security", "--offline=yes", f"--threshold={LONGEST_EXPOSURE}",
            self.tree / "lib/systemd/system/pibd.service")

    def test_lintian_finds_no_error(self):
        if not shutil.which("lintian"):
            self.skipTest("there is no lintian here")
        as_somebody = ["--allow-root"] if os.geteuid() == 0 else []
        run("lintian", *as_somebody, "--fail-on", "error", "--tag-display-limit", "0", PACKAGE)


@unittest.skipUnless(PACKAGE, "there is no package: run scripts/package")
@unittest.skipUnless(os.geteuid() == 0 and shutil.which("mmdebstrap"), "making a Debian takes root and mmdebstrap")
class Life(unittest.TestCase):
    """Installed, installed again, removed and purged in a Debian 12 that has nothing but apt."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="pibd-debian.")
        cls.debian = Path(cls.directory.name) / "debian"
        sources = [file for file in ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")
                   if Path(file).is_file() and Path(file).stat().st_size][:1]
        run("mmdebstrap", "--quiet", "--mode=root", "--variant=apt", "--include=ca-certificates", "bookworm",
            cls.debian, *sources)
        shutil.copy("/etc/resolv.conf", cls.debian / "etc/resolv.conf")
        shutil.copy(PACKAGE, cls.debian / "pibd.deb")
        # Swift's programs learn their arguments from there.
        run("mount", "-t", "proc", "proc", cls.debian / "proc")

    @classmethod
    def tearDownClass(cls):
        run("umount", cls.debian / "proc")
        cls.directory.cleanup()

    def inside(self, *words, check=True):
        return run("chroot", self.debian, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8",
                   "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *words, check=check)

    def traces(self):
        """Every path that could be the package's."""
        found = {str(path.relative_to(self.debian)) for part in ("etc", "usr", "var", "run")
                 for path in (self.debian / part).rglob("*pib*")}
        return {path for path in found if not path.startswith(("usr/share/doc", "var/lib/dpkg/info", "var/cache"))}

    def test_its_life_from_installation_to_purge(self):
        self.inside("apt-get", "update", "--quiet")
        before = self.traces()
        self.inside("apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "/pibd.deb")
        self.assertFalse((self.debian / "opt/swift").exists())
        self.inside("/usr/bin/pibd", "--version")
        self.assertIn("pibctl", self.inside("/usr/bin/pibctl", "version", check=False).stdout)
        self.inside("/usr/bin/pibd", "check")
        self.assertIn("usage", self.inside("/usr/bin/pib-safe", "--help").stdout)
        self.assertIn("pibd", self.inside("id", "pibd").stdout)
        self.assertIn("labdevices", self.inside("id", "pibd").stdout)
        state = self.debian / "var/lib/pibd"
        self.assertEqual(state.stat().st_mode & 0o777, 0o750)
        for unit in ("sockets.target.wants/pibd.socket", "multi-user.target.wants/pibd.service"):
            self.assertTrue((self.debian / "etc/systemd/system" / unit).is_symlink(), unit)

        configuration = self.debian / "etc/pibd/pibd.toml"
        configuration.write_text(configuration.read_text() + "# ours\n")
        (state / "pibd.sqlite").write_text("runs")
        self.inside("dpkg", "--install", "/pibd.deb")
        self.assertIn("# ours", configuration.read_text(), "an upgrade keeps what was changed")

        self.inside("dpkg", "--remove", "pibd")
        self.assertTrue(configuration.is_file())
        self.assertFalse((self.debian / "usr/bin/pibd").exists())
        told = self.inside("dpkg", "--purge", "pibd").stdout
        self.assertIn("/var/lib/pibd stays", told)
        self.assertEqual(self.traces() - before, {"var/lib/pibd", "var/lib/pibd/pibd.sqlite"})
        self.assertIn("pibd", self.inside("id", "pibd").stdout)

        shutil.rmtree(state)
        self.inside("dpkg", "--install", "/pibd.deb")
        self.inside("dpkg", "--purge", "pibd")
        self.assertEqual(self.traces() - before, set(), "with nothing in the store, nothing stays")


if __name__ == "__main__":
    unittest.main()
