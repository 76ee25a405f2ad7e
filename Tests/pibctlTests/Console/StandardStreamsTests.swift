import Glibc
import Testing

@testable import pibctl

@Suite struct StandardStreamsTests {
    @Test("text arrives in full")
    func full() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        try StandardStreams.write("données\n", to: ends[1])
        close(ends[1])
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(ends[0], &bytes, bytes.count)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "données\n")
    }

    @Test("a reader that has gone away ends the output, not the process")
    func closedPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        #expect(throws: OutputClosed.self) { try StandardStreams.write("text", to: ends[1]) }
    }

    @Test("a full disk is an error with a remedy")
    func fullDisk() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        let failure = #expect(throws: CommandFailure.self) { try StandardStreams.write("text", to: full) }
        #expect(failure?.message.contains("No space left on device") == true)
        #expect(failure?.remedy.isEmpty == false)
    }
}
