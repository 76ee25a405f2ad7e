import ArgumentParser

/// A command of pibctl: it is handed everything it touches.
protocol LabCommand: ParsableCommand {
    /// Does the work; errors become messages and exit codes in one place.
    func run(in session: Session) async throws
}

extension Pibctl {
    /// Parses `arguments`, runs the command they name, and returns the exit code.
    static func status(running arguments: [String], in session: Session) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if let command = command as? any LabCommand {
                try await command.run(in: session)
            } else {
                try command.run()
            }
            return ExitStatus.ok.rawValue
        } catch is OutputClosed {
            return ExitStatus.ok.rawValue
        } catch {
            return report(error, to: session.console)
        }
    }

    private static func report(_ error: any Error, to console: Console) -> Int32 {
        switch exitCode(for: error) {
        case .success:
            return show(fullMessage(for: error), on: console)
        case .validationFailure:
            console.message(fullMessage(for: error))
            return ExitStatus.usage.rawValue
        default:
            let failure = CommandFailure(error)
            console.writeMessage(failure.text)
            return failure.status.rawValue
        }
    }

    /// Help and completion scripts reach us as errors of the parser, but they are results.
    private static func show(_ text: String, on console: Console) -> Int32 {
        do {
            try console.result(text)
        } catch is OutputClosed {
            return ExitStatus.ok.rawValue
        } catch {
            return report(error, to: console)
        }
        return ExitStatus.ok.rawValue
    }
}
