import ControlInterface
import Testing

@testable import pibctl

@Suite struct RunProgressTests {
    /// Progress after `batches` batches of 100, two a second.
    private static func progress(batches: Int, state: String = "running") -> RunProgress {
        var progress = RunProgress()
        for number in 1...batches {
            let reply = FollowRun.Reply(
                summary: Samples.summary(state: state, batchesDone: number, batchesTotal: 100),
                batch: Samples.batch(number))
            progress.add(reply, RunOutcome(reply), at: Double(number) / 2)
        }
        return progress
    }

    @Test("time left follows from the latest speed")
    func timeLeft() {
        #expect(Self.progress(batches: 20).secondsLeft == 40)
        #expect(Self.progress(batches: 1).secondsLeft == nil)
        #expect(Self.progress(batches: 20, state: "paused").secondsLeft == nil)
    }

    @Test("batches stored long ago do not spoil the speed for long")
    func backlog() throws {
        var progress = RunProgress()
        for number in 1...1100 {
            let reply = FollowRun.Reply(
                summary: Samples.summary(batchesDone: number, batchesTotal: 1200), batch: Samples.batch(number))
            // The first thousand come at once, then one a second.
            progress.add(reply, RunOutcome(reply), at: number <= 1000 ? 0 : Double(number - 1000))
        }
        let left = try #require(progress.secondsLeft)
        #expect(left == 100)
    }

    @Test("pulses add up over batches")
    func pulses() {
        #expect(Self.progress(batches: 2).pulses == 3 * (1001 + 1002))
    }

    @Test("the bar fits the terminal, whatever its width", arguments: [0, 1, 10, 20, 40, 60, 80, 120, 200])
    func width(columns: Int) {
        let line = ProgressBar.line(Self.progress(batches: 50), run: 7, columns: columns, unicode: true)
        #expect(line.count <= columns)
    }

    @Test("the bar shows batches, time left, accuracy, information, measurements and pulses")
    func bar() {
        let line = ProgressBar.line(Self.progress(batches: 50), run: 7, columns: 120, unicode: false)
        #expect(line.hasPrefix("run 7 ##########----------  50/100  0:25 left  val 86.1 %  I "))
        #expect(line.contains("6400 meas  154 k pulses"))
    }

    @Test("impossible numbers from outside do no harm")
    func impossible() {
        var progress = RunProgress()
        for done in [Int.max, Int.min, -1] {
            var batch = Samples.batch(1)
            batch.batch = done
            batch.units[0].pulses = Int.max
            let summary = Samples.summary(batchesDone: 0, batchesTotal: 0)
            let reply = FollowRun.Reply(summary: summary, batch: batch)
            progress.add(reply, RunOutcome(reply), at: 0)
        }
        #expect(progress.fraction == 0)
        #expect(progress.secondsLeft == nil)
    }
}
