import ArcOne
import Testing

@testable import WireRecordings

@Suite("ArC ONE dialect")
struct ArcDialectTests {
    private let dialect = ArcDialect()

    private func messages(_ text: String, pieces: Int = 1000) -> [WireMessage] {
        var splitter = dialect.splitter(.outbound)
        let bytes = [UInt8](text.utf8)
        return stride(from: 0, to: bytes.count, by: pieces).flatMap {
            splitter.receive(Array(bytes[$0..<min($0 + pieces, bytes.count)]))
        }
    }

    private static let session = "00\n" + "0\n50\n32\n32\n1\n0\n0\n5.000000e-01\n" + "01\n1\n5.000000e-01\n" + "999\n"

    @Test("a session's start is cut into its jobs, wherever the pieces are cut", arguments: [1, 2, 5, 1000])
    func session(pieces: Int) {
        let jobs = messages(Self.session, pieces: pieces).map { dialect.summary(of: $0, .outbound) }
        #expect(
            jobs == [
                "reset (job 00)", "start a session (job 0)", "set the reading (job 01)",
                "ask for the version (job 999)",
            ])
    }

    @Test("cells that a job asks for are messages of their own, and the next job is a job again")
    func cells() {
        let masked =
            "2\n2\n32\n32\n2\n" + "1\n5\n" + "3\n7\n" + "1\n4\n4\n" + "2\n1\n2\n2\n"
            + "3\n1\n1\n1.0e+00\n1.0e-07\n"
        #expect(
            messages(masked).map { dialect.summary(of: $0, .outbound) } == [
                "read cells (job 2)", "cell 1, 5", "cell 3, 7", "read one cell (job 1)", "read cells (job 2)",
                "pulse and read (job 3)",
            ])
        #expect(messages(masked).map { $0.bytes.filter { $0 == 0x0A }.count } == [5, 2, 2, 3, 4, 5])
    }

    @Test("a bit line's word lines belong to its job")
    func multiBias() {
        let job = "50\n1.0e+00\n1.0e-04\n1.0e-02\n3\n7\n1\n1\n2\n3\n"
        let jobs = messages(job + "1\n1\n1\n")
        #expect(jobs.count == 2)
        #expect(jobs[0].bytes == [UInt8](job.utf8))
    }

    @Test("a difference names the parameter, and the arrow stands under its digit")
    func explanation() {
        let expected = messages("3\n1\n2\n1.000000e+00\n9.000000e-08\n")[0]
        let got = messages("3\n1\n2\n1.100000e+00\n9.000000e-08\n")[0]
        let lines = MessageComparison(dialect: dialect).explanation(expected, got)
        #expect(lines[0] == "V: expected 1.000000e+00, got 1.100000e+00")
        #expect(lines[3].hasSuffix("^^ byte 8 of 32"))
    }

    @Test("bytes without a line's end, and absurd counts, do not pile up")
    func endless() {
        var splitter = dialect.splitter(.outbound)
        var longest = 0
        for _ in 0..<100 {
            _ = splitter.receive([UInt8](repeating: UInt8(ascii: "7"), count: 1000))
            longest = max(longest, splitter.rest.count)
        }
        #expect(longest <= 256)
        _ = splitter.receive([UInt8]("\n50\n1\n1\n1\n99999999999\n1\n1\n".utf8))
        for _ in 0..<5000 { _ = splitter.receive([UInt8]("1\n".utf8)) }
        #expect(splitter.rest.count <= 3 * 4096)
    }
}
