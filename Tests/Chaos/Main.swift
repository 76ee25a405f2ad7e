import Foundation

/// Lets things go wrong, many times and at random, and judges what pibd does. Run by scripts/chaos; see docs/chaos.md.
@main
enum Main {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        let plan: Plan
        do {
            plan = try Plan(arguments: Array(CommandLine.arguments.dropFirst()))
        } catch {
            Console.say("\(error)\n\(Plan.usage)")
            exit(2)
        }
        var isSound = true
        for part in plan.parts {
            let start = ContinuousClock.now
            var findings = Findings()
            do {
                try await part.run(plan, &findings)
            } catch {
                findings.violate("the part could not be carried out: \(error)")
            }
            let seconds = Int((ContinuousClock.now - start) / .seconds(1))
            Console.say("\(part.rawValue): \(findings.line) [\(seconds) s]")
            isSound = isSound && findings.violations.isEmpty
        }
        exit(isSound ? 0 : 1)
    }
}

extension Plan.Part {
    fileprivate func run(_ plan: Plan, _ findings: inout Findings) async throws {
        switch self {
        case .replies: try await RepliesPart(plan: plan).run(&findings)
        case .unplug: try await UnplugPart(plan: plan).run(&findings)
        case .kill: try await KillPart(plan: plan).run(&findings)
        case .envelope:
            try await EnvelopePart(plan: plan).run(&findings)
            try await ControlPart(plan: plan).run(&findings)
        }
    }
}
