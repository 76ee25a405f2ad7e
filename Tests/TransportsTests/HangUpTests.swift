import Foundation
import Glibc
import Testing

@testable import Transports

@Suite("Hang-ups")
struct HangUpTests {
    /// A way for a peer to go.
    enum Going: CaseIterable {
        case ptyMasterClosed, connectionReset, connectionClosed, socketPairClosed
    }

    /// A stream, its peer, and what makes the peer go.
    private static func connection(
        _ going: Going
    ) async throws -> (near: DescriptorStream, far: DescriptorStream, leave: @Sendable () async throws -> Void) {
        switch going {
        case .ptyMasterClosed:
            let pair = try PtyPair()
            let near = try await DescriptorStream.openTerminal(path: pair.path, deadline: .soon)
            return (near, pair.master, { await pair.close() })
        case .socketPairClosed:
            let (near, far) = try socketPair()
            return (near, far, { await far.close() })
        case .connectionReset, .connectionClosed:
            let listener = try await StreamListener.listen()
            let near = try await DescriptorStream.connect(host: "127.0.0.1", port: listener.port, deadline: .soon)
            let accepted = try await listener.accept(deadline: .soon)
            let far = try #require(accepted as? DescriptorStream)
            listener.close()
            return (
                near, far,
                {
                    if going == .connectionReset {
                        var now = linger(l_onoff: 1, l_linger: 0)
                        let set = far.state.withLock {
                            setsockopt($0.descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
                        }
                        try #require(set == 0)
                    }
                    await far.close()
                }
            )
        }
    }

    @Test("a hang-up is noticed although nobody reads and input lies unread", arguments: Going.allCases)
    func withoutReader(going: Going) async throws {
        let (near, far, leave) = try await Self.connection(going)
        try await far.write([1], deadline: .soon)
        async let noticed = happens(within: .seconds(60)) { await near.waitForHangUp() }
        try await leave()
        #expect(await noticed)
        #expect(try await code { try await near.write([1], deadline: .soon) } == .hungUp)
        #expect(
            try await code {
                while true { _ = try await near.read(upTo: 1, deadline: .soon) }
            } == .hungUp)
        await near.waitForHangUp()
        await near.close()
    }

    @Test("a hang-up that came before anybody waited is told at once", arguments: Going.allCases)
    func before(going: Going) async throws {
        let (near, _, leave) = try await Self.connection(going)
        try await leave()
        #expect(await happens(within: .seconds(60)) { await near.waitForHangUp() })
        #expect(try await code { _ = try await near.read(upTo: 1, deadline: .soon) } == .hungUp)
        await near.close()
    }

    @Test(
        "after a hang-up the descriptor is let go of as soon as the stream is closed",
        arguments: [
            Going.connectionReset, .connectionClosed, .socketPairClosed,
        ])
    func lettingGo(going: Going) async throws {
        let (near, _, leave) = try await Self.connection(going)
        let name = try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/fd/\(near.state.withLock { $0.descriptor })")
        try await leave()
        await near.waitForHangUp()
        await near.close()
        let left = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        #expect(!left.contains(name))
    }
}
