import Foundation

/// The reference implementation of varlink in Python (PyPI `varlink`), run by `$PIBD_TEST_PYTHON`.
enum PythonVarlink {
    static let interpreter = ProcessInfo.processInfo.environment["PIBD_TEST_PYTHON"]

    struct Failure: Error {
        let output: String
    }

    /// Runs Python to its end and returns its exit status and what it printed.
    static func run(_ arguments: String...) async throws -> (status: Int32?, output: String) {
        try await launch(arguments).finish()
    }

    /// The interface file that the package ships.
    static func certificationInterface() async throws -> String {
        let script = """
            import os, varlink.tests as t
            print(open(os.path.join(os.path.dirname(t.__file__), "org.varlink.certification.varlink")).read())
            """
        let (status, output) = try await run("-c", script)
        guard status == 0 else { throw Failure(output: output) }
        return output
    }

    /// Runs the package's certification server while `body` runs.
    static func withCertificationServer(at path: String, _ body: () async throws -> Void) async throws {
        let server = try launch(["-m", "varlink.tests.test_certification", "--varlink=unix:\(path)"])
        let result: Result<Void, any Error>
        do {
            // It prints one line when it listens.
            let line = await server.someOutput()
            guard line.hasPrefix("Listening on") else { throw Failure(output: line) }
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        server.terminate()
        _ = await server.finish()
        try result.get()
    }

    private static func launch(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(interpreter ?? "python3", ["-u"] + arguments)
    }
}
