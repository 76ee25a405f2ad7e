import Testing
import Transports

@testable import CrossbarBoard

/// The far end of a link, on which a test reads and answers by hand.
struct RawBoard {
    let link: CWPLink
    /// The link's clock, unless it was given another one.
    let clock = ManualClock()
    private let stream: DescriptorStream
    private var decoder = CWPFrameDecoder(maximumPayload: 65_536)
    private var pending: [CWPFrame] = []

    init(
        inFlight: Int, settings: CWPLinkSettings = CWPLinkSettings(), clock other: (any Clock<Duration>)? = nil
    ) async throws {
        let (near, far) = try socketPair()
        link = CWPLink(stream: near, settings: settings, clock: other ?? clock)
        stream = far
        await link.configure(maximumInFlight: inFlight, maximumPayload: 1_024)
        await link.start()
    }

    /// The next frame that the host sends.
    mutating func next() async throws -> CWPFrame {
        while pending.isEmpty {
            let bytes = try await stream.read(upTo: 65_536, deadline: .now + .seconds(20))
            pending += try decoder.receive(bytes).map { try $0.get() }
        }
        return pending.removeFirst()
    }

    func send(_ bytes: [UInt8]) async throws { try await stream.write(bytes, deadline: .now + .seconds(20)) }

    /// Answers a GET_STATUS with this uptime.
    func answer(_ request: CWPFrame, uptime: UInt32 = 0) async throws {
        let echo = try? CWPHeartbeatRequest(payload: request.payload).hostTime
        let status = CWPBoardStatus(
            echo: echo ?? 0, uptimeMilliseconds: uptime, state: [], temperatureCentidegrees: 0)
        let payload: [UInt8] =
            switch request.opcode {
            case .getStatus, .heartbeat: status.payload()
            case .arm: [1]
            default: []
            }
        let answer = CWPFrame(
            opcode: request.opcode, isResponse: true, requestID: request.requestID, payload: payload)
        try await send(answer.encoded())
    }

    func hangUp() async { await stream.close() }

    /// Asks GET_STATUS; what came of it.
    func ask() -> Task<Result<CWPBoardStatus, any Error>, Never> {
        Task { [link] in
            do { return .success(try await link.ask(CWPGetStatusRequest())) } catch { return .failure(error) }
        }
    }

    /// Asks several at once, in order.
    func askMany(_ count: Int) -> Task<Result<[UInt32], any Error>, Never> {
        Task { [link] in
            do {
                let calls = try (0..<count).map { _ in try CWPCall(CWPGetStatusRequest()) }
                return .success(
                    try await link.ask(calls).compactMap { ($0 as? CWPBoardStatus)?.uptimeMilliseconds })
            } catch { return .failure(error) }
        }
    }
}

extension Result where Failure == any Error {
    /// How the link failed; nil when it did not.
    var linkFailure: CWPLinkError? {
        if case .failure(let error) = self { error as? CWPLinkError } else { nil }
    }
}
