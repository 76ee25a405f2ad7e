"""What is known of runs afterwards: history, differences, tags, notes, and the HDF5 export as Python reads it."""
import math
import unittest

from laboratory import Laboratory

try:
    import h5py
except ImportError:
    h5py = None
try:
    import h5netcdf  # noqa: F401  (xarray reads HDF5 through it)
    import xarray
except ImportError:
    xarray = None


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Laboratory())
        cls.first = cls.lab.train("seed=1")["run"]
        cls.second = cls.lab.train("seed=2", "optimizer.eta=0.02")["run"]

    def export(self, run):
        done = self.lab.ctl("export", run, "--format", "hdf5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.strip(), str(self.lab.directory / f"run-{run}.h5"))
        return self.lab.directory / f"run-{run}.h5"

    def runs(self, *options):
        return [run["run"] for run in self.lab.json_lines("history", *options)]

    def test_history_lists_runs_by_what_they_were(self):
        device = self.lab.summary(self.first)["device"]
        self.assertEqual(self.runs(), [self.second, self.first])
        self.assertEqual(self.runs("--device", device, "--dataset", "clusters", "--since", "1h"),
                         [self.second, self.first])
        self.assertEqual(self.runs("--device", "none-such"), [])
        self.assertEqual(self.runs("--since", "2999-01-01"), [])
        submitted = self.lab.summary(self.second)["submitted_at"]
        self.assertEqual(self.runs("--since", submitted), [self.second])
        lines = self.lab.ctl("history").stdout.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn("finished", lines[1])

    def test_tags_and_notes_outlive_the_daemon(self):
        run = self.first
        self.assertEqual(self.lab.json("tag", run, "paper", "wide")["tags"], ["paper", "wide"])
        self.assertEqual(self.lab.json("tag", run, "wide", "--remove")["tags"], ["paper"])
        refused = self.lab.ctl("tag", run, "two words")
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn("two words", refused.stderr)
        self.assertEqual(self.lab.ctl("tag", run, "never-given", "--remove").returncode, 2)
        self.assertEqual(self.lab.ctl("note", 9999, "x").returncode, 2)
        note = self.lab.json("note", run, "chip warm\nfan off")
        self.assertEqual(note["text"], "chip warm\nfan off")
        self.assertTrue(note["author"])
        self.lab.stop()
        self.lab.start()
        self.assertEqual(self.runs("--tag", "paper"), [run])
        self.assertEqual(self.lab.json_lines("note", run), [note])
        self.assertIn("fan off", self.lab.ctl("run", "show", run).stdout)

    def test_diff_shows_only_what_differs(self):
        found = {(d["section"], d["name"]): (d.get("first"), d.get("second"))
                 for d in self.lab.json_lines("diff", self.first, self.second)}
        self.assertEqual(found["configuration", "seed"], ("1", "2"))
        self.assertEqual(found["configuration", "optimizer.eta"][1], "0.02")
        self.assertNotIn(("configuration", "batches"), found)
        self.assertNotIn(("provenance", "commit"), found)
        self.assertIn(("result", "pulses"), found)
        shown = self.lab.ctl("diff", self.first, self.second).stdout
        self.assertIn("optimizer.eta", shown)

    @unittest.skipUnless(h5py, "there is no h5py in this Python")
    def test_h5py_reads_the_export(self):
        shown = self.lab.json("run", "show", self.second)
        with h5py.File(self.export(self.second)) as file:
            self.assertEqual(file["batch"][:].tolist(), list(range(1, 13)))
            self.assertEqual(file["information"].shape, (12, len(shown["units"])))
            self.assertEqual(file["information"].attrs["units"], "bit")
            self.assertEqual([list(axis.keys()) for axis in file["information"].dims], [["batch"], ["unit"]])
            cells = file["conductances_" + shown["units"][0]["unit"]]
            self.assertEqual(cells.attrs["units"], "S")
            self.assertEqual(cells.shape[1], 2 * shown["units"][0]["outputs"])
            self.assertTrue(0 < cells[:].min() < cells[:].max() < 1e-2)
            for name, value in shown["provenance"].items():
                self.assertEqual(file.attrs[f"provenance.{name}"], value)
            self.assertEqual(file.attrs["configuration"], shown["configuration"])
            self.assertEqual(file.attrs["result.pulses"], shown["result"]["pulses"])
            self.assertEqual(file.attrs["seed"], 2)
            trained = [len(unit) for unit in file["pulses"][:].T if not any(map(math.isnan, unit))]
            self.assertEqual(trained, [12, 12], "the head has no metrics of its own, the hidden units have all")

    @unittest.skipUnless(h5py and xarray, "there is no xarray with h5netcdf in this Python")
    def test_xarray_reads_the_export(self):
        shown = self.lab.json("run", "show", self.second)
        with xarray.open_dataset(self.export(self.second), engine="h5netcdf") as data:
            names = [unit["unit"] for unit in shown["units"]]
            self.assertEqual(data["unit"].values.tolist(), names)
            self.assertEqual(data["information"].dims, ("batch", "unit"))
            self.assertEqual(data["seconds"].attrs["units"], "s")
            one = data["information"].sel(unit=names[0], batch=3)
            self.assertTrue(0 <= float(one) < 5)
            judged = data["accuracy"][(data["readout"] == "head") & (data["split"] == "test")]
            latest = [a for a in shown["result"]["accuracies"] if a["readout"] == "head" and a["split"] == "test"]
            self.assertEqual(judged.values.tolist(), [a["accuracy"] for a in latest])
            self.assertEqual(data.attrs["provenance.commit"], shown["provenance"]["commit"])


if __name__ == "__main__":
    unittest.main()
