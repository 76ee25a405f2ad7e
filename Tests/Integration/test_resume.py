"""Runs that survive kill -9 of the daemon. PIBD_KILLS=500 for the long form."""
import io
import os
import random
import signal
import sqlite3
import time
import unittest
import zipfile

from laboratory import PATIENCE, Laboratory

KILLS = int(os.environ.get("PIBD_KILLS", 5))
SEED = int(os.environ.get("PIBD_KILL_SEED", 11))
# Long enough for all the kills: between two of them the run gains a few checkpoints.
BATCHES = 200 + 40 * KILLS
EXPERIMENT = (f"batches={BATCHES}", "checkpoint-every=10", "evaluate-every=50", "seed=3")


def outcome(lab, run):
    """All of a run that must not depend on how often the daemon died."""
    done = lab.ctl("export", run, "--format", "npz", "-o", f"run-{run}.npz")
    assert done.returncode == 0, done.stderr
    archive = zipfile.ZipFile(io.BytesIO((lab.directory / f"run-{run}.npz").read_bytes()))
    arrays = {name: archive.read(name) for name in archive.namelist() if "seconds" not in name}
    result = lab.json("run", "show", run)["result"]
    for name in [name for name in result if "seconds" in name or "fraction" in name]:
        del result[name]
    return arrays, result


def rows(lab, query):
    """What the store holds, read beside a running daemon."""
    with sqlite3.connect(f"file:{lab.state}/pibd.sqlite?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


class Resume(unittest.TestCase):
    maxDiff = 400

    def survive(self, lab, run, kills, stream):
        """Kills the daemon at random moments of the run, starts it again and resumes; the batches acknowledged."""
        survived = 0
        while survived < kills:
            before = lab.summary(run)["batches_done"]
            target = before + stream.randint(1, 30)
            deadline = time.monotonic() + PATIENCE
            while (summary := lab.summary(run))["state"] in ("queued", "preparing"):
                self.assertLess(time.monotonic(), deadline, summary)
            while (summary := lab.summary(run))["batches_done"] < target and summary["state"] == "running":
                self.assertLess(time.monotonic(), deadline, summary)
            if summary["state"] == "finished":
                return survived
            time.sleep(stream.uniform(0, 0.02))
            acknowledged = lab.summary(run)["batches_done"]
            lab.stop(signal.SIGKILL)
            survived += 1
            lab.start()
            after = lab.summary(run)
            if after["state"] == "finished":
                return survived
            self.assertEqual(after["state"], "interrupted")
            self.assertGreaterEqual(after["batches_done"], acknowledged, "something acknowledged is missing")
            self.assertEqual(rows(lab, "SELECT count(*) FROM pulse_intents WHERE outcome = 'intended'"), [(0,)])
            resumed = lab.ctl("run", "resume", run)
            self.assertEqual(resumed.returncode, 0, resumed.stderr)
        return survived

    def test_a_run_killed_again_and_again_equals_the_uninterrupted_one_bit_for_bit(self):
        with Laboratory() as lab:
            reference = lab.train(*EXPERIMENT)["run"]
            expected = outcome(lab, reference)
        with Laboratory() as lab:
            run = lab.submit(*EXPERIMENT)
            survived = self.survive(lab, run, KILLS, random.Random(SEED))
            self.assertGreaterEqual(survived, min(KILLS, 3), "the run was over before it was killed often enough")
            done = lab.wait(run, lambda s: s["state"] not in ("queued", "preparing", "running"))
            self.assertEqual(done["state"], "finished", done)
            arrays, result = outcome(lab, run)
            self.assertEqual(sorted(arrays), sorted(expected[0]))
            for name, contents in expected[0].items():
                self.assertEqual(arrays[name], contents, name)
            self.assertEqual(result, expected[1])
            batches = [batch for batch, in rows(lab, "SELECT batch FROM batch_metrics ORDER BY batch")]
            self.assertEqual(batches, list(range(1, BATCHES + 1)))
            outcomes = dict(rows(lab, "SELECT outcome, sum(applied) FROM pulse_intents GROUP BY outcome"))
            self.assertEqual(outcomes.pop("applied"), result["pulses"])
            self.assertLessEqual(set(outcomes), {"undone", "not-applied"})

    def test_a_paused_run_survives_the_daemon(self):
        with Laboratory() as lab:
            run = lab.submit("batches=1000000", "checkpoint-every=1000")
            lab.wait(run, lambda s: s["batches_done"] > 2)
            self.assertEqual(lab.ctl("run", "pause", run).returncode, 0)
            paused = lab.wait(run, lambda s: s["state"] == "paused")
            lab.stop(signal.SIGKILL)
            lab.start()
            self.assertEqual(lab.ctl("run", "resume", run).returncode, 0)
            self.assertEqual(rows(lab, "SELECT batch FROM resumptions"), [(paused["batches_done"],)])
            lab.wait(run, lambda s: s["batches_done"] > paused["batches_done"] + 2)
            self.assertEqual(lab.ctl("run", "stop", run).returncode, 0)

    def test_cells_that_have_drifted_are_refused_unless_they_are_written_back(self):
        with Laboratory() as lab:
            run = lab.submit("batches=1000000", "checkpoint-every=10")
            lab.wait(run, lambda s: s["batches_done"] > 20)
            lab.stop(signal.SIGKILL)
            lab.start()
            lab.json("fault", "inject", "chip", "drift", "--duration", "1000000")
            # A fault of the cells is due with the next operation.
            self.assertEqual(lab.ctl("device", "measure", "chip", "--drive", "0.5").returncode, 0)
            refused = lab.ctl("run", "resume", run)
            self.assertEqual(refused.returncode, 4, refused.stderr)
            self.assertIn("--reprogram", refused.stderr)
            self.assertEqual(lab.summary(run)["state"], "interrupted")
            resumed = lab.ctl("run", "resume", run, "--reprogram")
            self.assertEqual(resumed.returncode, 0, resumed.stderr)
            (verdict,), = rows(lab, "SELECT verdict FROM resumptions WHERE verdict IS NOT NULL")
            self.assertIn("written back", verdict)
            self.assertEqual(lab.ctl("run", "abort", run).returncode, 0)

    def test_a_trained_chip_is_kept_and_written_to_another(self):
        with Laboratory() as lab:
            run = lab.train()["run"]
            self.assertEqual(lab.ctl("run", "snapshot", run, "--name", "first-light").returncode, 0)
            lab.train("seed=9", "batches=1")
            units = lab.json("run", "restore", "first-light", "--device", "chip")["units"]
            self.assertEqual([unit["unit"] for unit in units], ["hidden1", "hidden2", "head"])
            self.assertLess(max(unit["root_mean_square"] for unit in units), 0.05)
            self.assertNotEqual(lab.ctl("run", "snapshot", run, "--name", "first-light").returncode, 0)

    def test_a_finished_run_is_not_resumed(self):
        with Laboratory() as lab:
            run = lab.train()["run"]
            refused = lab.ctl("run", "resume", run)
            self.assertEqual(refused.returncode, 4, refused.stderr)
            self.assertIn("finished", refused.stderr)


if __name__ == "__main__":
    unittest.main()
