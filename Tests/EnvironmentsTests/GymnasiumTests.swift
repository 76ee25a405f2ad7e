import Environments
import Foundation
import Testing

/// gymnasium's own CartPole-v1 as the judge of our physics.
@Suite(
    "CartPole-v1 of gymnasium",
    .enabled(
        if: Gymnasium.interpreter != nil,
        "no python3 with the package gymnasium: pip install gymnasium, or set PIBD_TEST_PYTHON to one that has it"))
struct GymnasiumTests {
    private struct Step: Decodable {
        let isFirst: Bool
        let action: Int
        let state: [Double]
        let isTerminated: Bool

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            isFirst = try values.decode(Bool.self)
            action = try values.decode(Int.self)
            state = try values.decode([Double].self)
            isTerminated = try values.decode(Bool.self)
        }
    }

    @Test("10 000 steps agree to 1e-12, with every end of an episode")
    func steps() throws {
        let steps = try JSONDecoder().decode([Step].self, from: Gymnasium.run(Self.script))
        #expect(steps.filter { !$0.isFirst }.count == 10_000)
        #expect(steps.contains { $0.isTerminated })
        // From gymnasium's own state each time: an upright pole makes much of the last bit of a cosine.
        for (before, after) in zip(steps, steps.dropFirst()) where !after.isFirst {
            var cart = CartPole(
                position: before.state[0], velocity: before.state[1], angle: before.state[2], rate: before.state[3])
            cart.step(action: after.action)
            let difference = zip(cart.observation, after.state).map { abs($0 - $1) }.max() ?? 1
            #expect(difference < 1e-12, "from \(before.state) by \(after.action)")
            #expect(cart.isOver == after.isTerminated, "at \(after.state)")
        }
    }

    /// Long episodes as well as short ones: a policy that leans on the pole's rate, and random actions.
    private static let script = """
        import gymnasium, json, random
        environment = gymnasium.make("CartPole-v1").unwrapped
        choice, steps, taken, seed, over = random.Random(1), [], 0, 0, True
        while taken < 10000:
            if over:
                environment.reset(seed=seed)
                seed += 1
                steps.append([True, 0, [float(v) for v in environment.state], False])
            _, _, angle, rate = environment.state
            action = choice.randrange(2) if seed % 2 or choice.random() < 0.1 else int(angle + rate > 0)
            over = bool(environment.step(action)[2])
            taken += 1
            steps.append([False, action, [float(v) for v in environment.state], over])
        print(json.dumps(steps))
        """
}

enum Gymnasium {
    /// A Python that has the package; nil where there is none.
    static let interpreter: String? = {
        let named = ProcessInfo.processInfo.environment["PIBD_TEST_PYTHON"]
        return [named, "python3"].compactMap { $0 }.first { (try? run("import gymnasium", with: $0)) != nil }
    }()

    struct Failure: Error {
        let status: Int32
    }

    /// What `script` prints.
    static func run(_ script: String, with interpreter: String? = nil) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [interpreter ?? self.interpreter ?? "python3", "-W", "ignore", "-c", script]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        let status = process.endStatus()
        guard status == 0 else { throw Failure(status: status) }
        return data
    }
}

extension Process {
    /// Waits for the end and gives the exit code. Not `waitUntilExit()`, which goes on for ever where another program,
    /// started at the same moment, has inherited what it listens to.
    func endStatus() -> Int32 {
        var status: Int32 = 0
        while true {
            if waitpid(processIdentifier, &status, 0) == processIdentifier {
                return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
            }
            guard errno == EINTR else { break }
        }
        // Foundation was there first, and is about to say so.
        while isRunning { poll(nil, 0, 1) }
        return terminationStatus
    }
}
