import Foundation

/// Where the program starts.
@main
enum Main {
    /// Runs the command named on the command line and leaves with its exit code.
    static func main() async {
        // A reader that goes away (`pibctl run list | head`) is an error of write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        exit(await Pibctl.status(running: Array(CommandLine.arguments.dropFirst()), in: .process()))
    }
}
