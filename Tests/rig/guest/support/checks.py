"""Checks that print one line each, and the end of a test that failed."""
import signal
import subprocess
import sys
import time
import traceback


class CheckFailed(Exception):
    pass


def check(holds, sentence, detail=""):
    """Prints that `sentence` holds, or ends the test. `detail` is what was found; it is printed either way."""
    found = f" ({detail})" if detail != "" else ""
    if not holds:
        raise CheckFailed(f"{sentence}{found}")
    print(f"ok      {sentence}{found}")


def eventually(seconds, condition, sentence, *, pause=0.05):
    """Waits until `condition()` answers something true, and answers that; ends the test when it takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise CheckFailed(f"{sentence}: not within {seconds} s")
        time.sleep(pause)
    return found


def run_test(test, evidence=()):
    """Runs `test()`; when it fails or is told to stop (SIGTERM), prints where and what the commands of `evidence` say,
    and exits with status 1."""
    def stop(*_):
        raise CheckFailed("the test takes too long")

    signal.signal(signal.SIGTERM, stop)
    try:
        test()
    except Exception as error:  # whatever it was, the machine ends with it
        print(f"FAILED  {error}")
        traceback.print_exc(file=sys.stdout)
        for command in evidence:
            print(f"\n--- {command}")
            sys.stdout.flush()
            subprocess.run(command, shell=True, stderr=subprocess.STDOUT)
        sys.exit(1)
