import Foundation
import Testing

@testable import Transports

@Suite("Pseudo-terminal pairs")
struct PtyPairTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "pty-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test("the slave is published under a link, which is replaced by the next pair and taken away by its own alone")
    func link() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let link = folder.appending(path: "board").path
        let first = try PtyPair(link: link)
        let driver = try await StreamAddress("pty:\(link)").open(deadline: .soon)
        try await driver.write([42], deadline: .soon)
        #expect(try await first.master.read(upTo: 1, deadline: .soon) == [42])
        let second = try PtyPair(link: link)
        await first.close()
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == second.slavePath)
        await second.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a file in the link's place is not replaced")
    func occupied() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "board").path
        #expect(FileManager.default.createFile(atPath: file, contents: Data("keep".utf8)))
        #expect(try await code { _ = try PtyPair(link: file) } == .busy)
        #expect(FileManager.default.contents(atPath: file) == Data("keep".utf8))
    }

    @Test("without a second opener the master sees the last driver go")
    func masterHangUp() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let pair = try PtyPair(keepsSlaveOpen: false)
        let driver = try await DescriptorStream.openTerminal(path: pair.path)
        async let noticed = happens(within: .seconds(20)) { await pair.master.waitForHangUp() }
        await driver.close()
        #expect(await noticed)
        #expect(try await code { _ = try await pair.master.read(upTo: 1, deadline: .soon) } == .hungUp)
    }

    @Test("with one, drivers come and go")
    func staysOpen() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let pair = try PtyPair()
        for value in UInt8(0)..<3 {
            let driver = try await DescriptorStream.openTerminal(path: pair.path)
            try await driver.write([value], deadline: .soon)
            #expect(try await pair.master.read(upTo: 1, deadline: .soon) == [value])
            await driver.close()
        }
        await pair.close()
    }
}
