import ArgumentParser

/// How the daemon is reached.
struct DaemonOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The daemon's socket (default: $PIBD_SOCKET, else /run/pibd/pibd.sock).", valueName: "path"))
    var socket: String?
}

/// How results are written.
struct ResultOptions: ParsableArguments {
    @Flag(name: .long, help: "Write results as JSON, one object a line.")
    var json = false
}
