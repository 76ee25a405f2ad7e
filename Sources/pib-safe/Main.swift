import EnergisedDevices
import Foundation

/// Puts every energised device into its safe state, without the daemon and without its database. Run by the service
/// manager when the daemon dies, and by `pibctl safe-state` when it is not running.
@main
enum Main {
    private static let usage = """
        usage: pib-safe [DIRECTORY]

        Puts every device that DIRECTORY lists as energised into its safe state, all at once, and strikes out those that
        confirm it. Without DIRECTORY: $RUNTIME_DIRECTORY/energised, else /run/pibd/energised.
        Writes one line a device. Exit code 0 when all are safe, 1 when one is not known to be, 2 for wrong arguments.
        """

    static func main() async {
        // A reader that goes away must not keep a device from being made safe.
        signal(SIGPIPE, SIG_IGN)
        exit(await status(Array(CommandLine.arguments.dropFirst())))
    }

    private static func status(_ arguments: [String]) async -> Int32 {
        guard arguments.count <= 1, arguments.first?.hasPrefix("-") != true else {
            let isHelp = arguments == ["--help"] || arguments == ["-h"]
            StandardOutput.write(usage)
            return isHelp ? 0 : 2
        }
        let environment = ProcessInfo.processInfo.environment
        let list = EnergisedList(
            directory: arguments.first ?? EnergisedList.defaultDirectory(environment: environment))
        do {
            return try await SafeStateRound(list: list).run() ? 0 : 1
        } catch {
            StandardOutput.write("\(error)")
            return 1
        }
    }
}
