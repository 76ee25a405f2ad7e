import ArgumentParser
import ControlInterface
import Foundation

/// An experiment file and what the command line changes in it.
struct ExperimentArguments: ParsableArguments {
    @Argument(help: "The experiment file, TOML.")
    var file: String

    @Argument(
        help: ArgumentHelp(
            "Changes to it, seed=3 or head.eta=0.02 for instance; names are those of the file.",
            valueName: "key=value"))
    var overrides: [String] = []

    @Option(name: .long, help: "A name for the run.")
    var name: String?

    func validate() throws {
        for override in overrides {
            guard let sign = override.firstIndex(of: "="), sign > override.startIndex else {
                throw ValidationError("'\(override)' is not a change; write key=value, seed=3 say.")
            }
        }
    }

    /// The call that submits it. Throws ``CommandFailure`` for a file that cannot be read.
    func submission(in session: Session, dryRun: Bool) throws -> SubmitRun {
        let path = session.absolute(file)
        return SubmitRun(
            experiment: try ExperimentFile.text(at: path), path: path, directory: session.directory,
            overrides: overrides.map { Self.withAbsoluteData($0, in: session) },
            dataPath: session.environment["PIBD_DATA"].flatMap { $0.isEmpty ? nil : session.absolute($0) },
            name: name, dryRun: dryRun ? true : nil)
    }

    /// The daemon runs in a folder of its own, so `data=` must not depend on ours.
    private static func withAbsoluteData(_ override: String, in session: Session) -> String {
        let key = "data="
        guard override.hasPrefix(key), override.count > key.count else { return override }
        return key + session.absolute(String(override.dropFirst(key.count)))
    }
}
