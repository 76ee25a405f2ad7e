import FaultScripts
import Testing

@testable import ArcOneEmulator

@Suite("Emulated ArC ONE")
struct ArcOneMachineTests {
    @Test("a session begins with the line 1, and the version is two 16-bit numbers")
    func session() {
        var board = Board(started: false)
        board.say(Board.start)
        #expect(board.said == Array("1\n".utf8))
        board.said = []
        board.say("999\n")
        #expect(board.said == [1, 0, 7, 0])
    }

    @Test("without a session, after an unknown job or an address off the array nothing is said")
    func silence() {
        var board = Board(started: false)
        board.say("1\n1\n1\n")
        #expect(board.said.isEmpty)
        board.say(Board.start)
        board.said = []
        for text in ["77\n", "hello\n", "1\n33\n1\n", "1\n0\n1\n", "3\n1\n40\n1\n1e-6\n", "\n\n", "0x1\n"] {
            board.say(text)
            #expect(board.said.isEmpty, "after \(text)")
        }
        board.say("1\n1\n1\n")
        #expect(board.said.count == 4)
    }

    @Test("a job in whatever pieces is the same job, and blank lines are white space")
    func pieces() {
        var whole = Board()
        whole.say("3\n2\n7\n1.5\n1e-05\n")
        var pieces = Board()
        for character in "3\n2\n\n7\n1.500000\r\n0.000010\n" { pieces.say(String(character)) }
        #expect(whole.said == pieces.said && whole.said.count == 4)
    }

    @Test("all cells are read word line by word line; a masked read waits for each address")
    func reading() {
        var board = Board()
        board.say("2\n1\n3\n4\n")
        let all = board.numbers()
        #expect(all.count == 12)
        let truth = board.machine.conductances(rows: 0..<3, columns: 0..<4)
        for (resistance, conductance) in zip(all, truth) { #expect(abs(resistance * conductance - 1) < 0.06) }
        board.say("2\n2\n32\n32\n2\n")
        #expect(board.said.isEmpty)
        board.say("3\n4\n")
        #expect(board.said.count == 4)
        board.say("1\n1\n1\n1\n1\n")
        #expect(board.said.count == 12)
    }

    @Test("pulses move cells up and down by their sign, above the threshold and with a width")
    func pulses() {
        var board = Board()
        func cell() -> Float { board.machine.conductances(rows: 4..<5, columns: 5..<6)[0] }
        let before = cell()
        board.say("3\n5\n6\n2.0\n1e-7\n")
        let up = cell()
        #expect(up > before)
        board.say("02\n5\n6\n04\n-2.0\n1e-7\n")
        let down = cell()
        #expect(down < up)
        #expect(board.said.count == 4)
        board.say("3\n5\n6\n0.4\n1e-7\n3\n5\n6\n2.0\n0.000000\n")
        #expect(cell() == down)
    }

    @Test("forming gives a reading, the whole ramp and three zeros for every cell, or stops at the threshold")
    func forming() {
        var board = Board()
        let ramp = "141\n0.25\n0.25\n1.0\n0.0001\n100\n0.0004\n0.01\n"
        board.say(ramp + "1.0\n0.0\n0\n7\n2\n2\n1\n2\n2\n2\n")
        let series = board.series()
        #expect(series.map(\.count) == [25, 25])
        #expect(series[0][0][1...] == [0, 0])
        #expect(series[0].map { $0[1] }.max() == 1)
        #expect(Set(series[0].dropFirst().map { $0[2] }) == [1e-4, 2e-4, 4e-4])
        board.say(ramp + "1000000\n0.0\n0\n7\n2\n1\n1\n2\n")
        #expect(board.series().map(\.count) == [1])
        board.say("14\n-0.25\n-0.25\n-1.0\n0.0001\n100\n0.0001\n0.01\n1.0\n0.0\n7\n1\n1\n1\n2\n")
        let downwards = board.series()
        #expect(downwards.map { $0.map { $0[1] } } == [[0, -0.25, -0.5, -0.75, -1]])
    }

    @Test("a curve ends every cycle with three zeros")
    func curve() {
        var board = Board()
        board.say("201\n1.0\n0.5\n0.1\n0.1\n0.01\n0.01\n0.0\n-0.0\n3\n0\n0\n0\n2\n1\n1\n2\n2\n")
        let series = board.series()
        #expect(series.map(\.count) == [30, 30, 30, 30, 30, 30])
        #expect(series[0].map { $0[1] }.max() == 1 && series[0].map { $0[1] }.min() == -0.5)
        board.say("201\n1.0\n0.5\n0.1\n0.1\n0.01\n0.01\n0.00002\n-0.0\n1\n0\n2\n1\n1\n1\n1\n")
        let limited = board.series()[0]
        #expect(limited.count < 10)
        #expect(limited.dropLast().allSatisfy { $0[1] / $0[0] <= 2e-5 })
    }

    @Test("the other routines end as well")
    func others() {
        var board = Board()
        board.say("191\n1.0\n1e-4\n0\n-1.0\n1e-4\n0\n1e-3\n2\n1\n4\n1\n1\n1\n")
        #expect(board.series().map(\.count) == [12])
        board.say("220\n0.3\n0.1\n5\n1\n1\n1\n")
        #expect(board.series().map(\.count) == [5])
        board.say("152\n1e-4\n0.5\n0.2\n3\n1e-3\n1e6\n5\n10\n3\n10\n0\n0\n1\n6\n6\n")
        let seeker = board.series()[0]
        #expect(seeker.contains { $0[1] > 0 } && seeker.contains { $0[1] < 0 })
        board.say("21\n0.5\n0.1\n2\n1e-4\n100\n1e-4\n1e-3\n15000\n5\n5\n1\n1\n1\n7\n7\n")
        let converged = board.series()[0].last?[0] ?? 0
        #expect(abs(converged - 15000) <= 750)
    }

    @Test("a bit line is read as one sum, and written with readings before and after")
    func bitLine() {
        var board = Board()
        board.say("50\n1\n1e-4\n0.5\n3\n2\n1\n1\n2\n3\n")
        let sum = board.numbers()
        #expect(sum.count == 3 && sum[1] == 0.5)
        let cells = board.machine.conductances(rows: 0..<3, columns: 1..<2).reduce(0, +)
        #expect(abs(sum[0] * cells - 1) < 0.06)
        board.say("50\n2\n1e-4\n0.01\n2\n2\n2\n1\n3\n")
        let written = board.numbers()
        #expect(written.count == 6 * 32)
        #expect(written[96] < written[0] && written[96 + 6] < written[6])
        #expect(board.machine.pulses == 32)
    }

    @Test("routines take the time of their pulses, and a reset ends them at once")
    func time() {
        var settings = ArcOneMachine.Settings.instant
        settings.timeScale = 1
        var board = Board(settings)
        board.say("191\n1.0\n1e-3\n0\n-1.0\n1e-3\n0\n1e-3\n1\n1\n10\n1\n1\n1\n")
        board.pass(0.0101)
        #expect(board.numbers().count == 3 * 6)
        board.say("00\n")
        board.pass(1)
        #expect(board.said.isEmpty)
        #expect(board.machine.pulses == 6)
        board.say(Board.start)
        #expect(board.said == Array("1\n".utf8))
    }

    @Test("what comes while a routine is under way is done after it")
    func queue() {
        var settings = ArcOneMachine.Settings.instant
        settings.timeScale = 1
        var board = Board(settings)
        board.say("220\n0.3\n0.1\n2\n1\n1\n1\n1\n4\n4\n")
        #expect(board.numbers().count == 3)
        board.pass(1)
        #expect(board.numbers().count == 3 + 3 + 1)
    }

    @Test("a board that restarts hears nothing for a moment, and has forgotten its session")
    func boot() {
        var board = Board(ArcOneMachine.Settings(), started: false)
        board.say("00\n")
        board.pass(0.4)
        board.say(Board.start)
        #expect(board.said.isEmpty)
        board.pass(0.2)
        board.say("1\n1\n1\n")
        #expect(board.said.isEmpty)
        board.say(String(Board.start.dropFirst(3)))
        #expect(board.said == Array("1\n".utf8))
    }

    @Test("the same seed and the same lines give the same bytes, another seed others")
    func seeds() {
        func said(_ seed: UInt64) -> [UInt8] {
            var machine = ArcOneMachine(seed: seed, settings: .instant)
            return machine.receive(Array((Board.start + "2\n1\n8\n8\n").utf8), at: 0).flatMap(\.bytes)
        }
        #expect(said(4) == said(4))
        #expect(said(4) != said(5))
    }

    @Test("faults of the cells change what is read, faults of the device end the session")
    func faults() {
        for kind in [FaultKind.stuckCells, .drift] {
            var board = Board()
            let before = board.machine.conductances(rows: 0..<32, columns: 0..<32)
            board.machine.show(Fault(kind), at: 0)
            #expect(board.machine.conductances(rows: 0..<32, columns: 0..<32) != before, "\(kind)")
        }
        for kind in [FaultKind.brownOut, .overCurrent, .overTemperature] {
            var board = Board()
            board.machine.show(Fault(kind), at: 0)
            board.say("1\n1\n1\n")
            #expect(board.said.isEmpty, "\(kind)")
        }
        var board = Board()
        board.machine.show(Fault(.wrongSerial), at: 0)
        board.say("999\n")
        #expect(board.said == [1, 0, 8, 0])
    }

    @Test("arbitrary bytes do no harm")
    func arbitrary() {
        // Time does not pass, so that endless routines are cut short by the next reset.
        var settings = ArcOneMachine.Settings.instant
        settings.timeScale = 1
        var board = Board(settings)
        var state: UInt64 = 7
        let words = [
            "0", "00", "1", "2", "3", "141", "201", "50", "15", "21", "-1", "nan", "1e9", "inf", "32", "\u{1}", "191",
        ]
        for _ in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let word = words[Int(state >> 33) % words.count]
            board.say(word + (state >> 60 == 0 ? "" : "\n"))
            board.said = []
        }
        board.say("\n" + String(repeating: "00\n", count: 40) + Board.start)
        #expect(board.said.suffix(2) == Array("1\n".utf8))
    }
}
