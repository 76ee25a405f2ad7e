"""The disk that carries the programs under test, their libraries, the tests and the project's installed files."""
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAMS = ("pibd", "pibctl", "pib-safe")
INSTALLED = ("udev", "systemd")  # folders of the project whose files a package would install

# The guest's own C library: it fits the guest's loader, and it is never older than what Debian 12 was built with.
OF_THE_GUEST = ("ld-linux", "libc.so", "libm.so", "libpthread.so", "libdl.so", "librt.so", "linux-vdso")


def libraries(program):
    """The shared libraries that `program` would load on this host, by name."""
    output = subprocess.run(["ldd", str(program)], check=True, capture_output=True, text=True).stdout
    found = {}
    for line in output.splitlines():
        name, _, path = line.strip().partition(" => ")
        name = Path(name.split()[0]).name
        if name.startswith(OF_THE_GUEST):
            continue
        if not path or path.startswith("not found"):
            raise SystemExit(f"rig: {program} needs {name}, which this machine does not have")
        found[name] = path.split()[0]
    return found


def make_disk(binaries, work):
    """Makes the disk image in the directory `work` from the directory `binaries`, and answers its path."""
    tree = work / "programs"
    for folder in ("bin", "lib"):
        (tree / folder).mkdir(parents=True)
    wanted = {}
    for name in PROGRAMS:
        program = Path(binaries, name)
        if not program.is_file():
            continue
        shutil.copy(program, tree / "bin" / name)
        wanted |= libraries(program)
    if not any((tree / "bin").iterdir()):
        raise SystemExit(f"rig: there is no pibd in {binaries}: build it, or set $PIBD_BIN")
    for name, path in wanted.items():
        shutil.copy(path, tree / "lib" / name)
    shutil.copytree(ROOT / "Tests" / "rig" / "guest", tree / "guest", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in INSTALLED:
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, tree / folder)

    if package := os.environ.get("PIBD_PACKAGE"):
        # Not compressed: an emulated processor takes minutes to unpack what the host unpacks in seconds.
        (tree / "package").mkdir()
        subprocess.run(["dpkg-deb", "--raw-extract", package, str(work / "package")], check=True)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(work / "package"),
                        str(tree / "package" / "pibd.deb")], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(work / "package")
    # What makes a driver hang; the test that wants it preloads it.
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", str(tree / "lib" / "stuck_write.so"), str(HERE / "stuck_write.c")],
        check=True)

    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file())
    image = work / "programs.ext4"
    with open(image, "wb") as file:
        file.truncate(size * 11 // 10 + (32 << 20))
    subprocess.run(
        ["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-E", "root_owner=0:0",
         "-d", str(tree), str(image)], check=True)
    shutil.rmtree(tree)
    return image
