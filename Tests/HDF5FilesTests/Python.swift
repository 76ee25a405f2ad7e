import Foundation

/// Python with h5py, the reader that counts.
enum Python {
    static let hasH5py = (try? run("import h5py").status) == 0

    /// Runs `script` with `arguments`; its status and what it wrote on standard error.
    static func run(_ script: String, _ arguments: String...) throws -> (status: Int32, errors: String) {
        let process = Process()
        let named = ProcessInfo.processInfo.environment["PIBD_TEST_PYTHON"]
        process.executableURL = URL(fileURLWithPath: named ?? "/usr/bin/env")
        process.arguments = (named == nil ? ["python3"] : []) + ["-c", script] + arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return (process.endStatus(), text)
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
