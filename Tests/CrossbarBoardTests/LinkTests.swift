import Testing
import Transports

@testable import CrossbarBoard

@Suite("Crossbar board: link")
struct LinkTests {
    @Test("at most as many requests as the board takes are unanswered, and the next goes out with an answer")
    func window() async throws {
        var board = try await RawBoard(inFlight: 3)
        let answers = board.askMany(5)
        var requests = [try await board.next(), try await board.next(), try await board.next()]
        #expect(requests.map(\.requestID) == [1, 2, 3])
        try await board.answer(requests[0], uptime: 10)
        requests.append(try await board.next())
        try await board.answer(requests[1], uptime: 11)
        requests.append(try await board.next())
        for (request, uptime) in zip(requests[2...], [UInt32(12), 13, 14]) {
            try await board.answer(request, uptime: uptime)
        }
        #expect(try await answers.value.get() == [10, 11, 12, 13, 14])
        #expect(requests.map(\.requestID) == [1, 2, 3, 4, 5])
        await board.link.close()
    }

    @Test("the window counts from the oldest unanswered request, whose answer the board must still keep")
    func slidingWindow() async throws {
        var board = try await RawBoard(inFlight: 3)
        let answers = board.askMany(5)
        let first = try await board.next()
        let second = try await board.next()
        let third = try await board.next()
        // The first answer is lost. Were a fourth request sent now, the board would forget the first answer.
        try await board.answer(second, uptime: 2)
        try await board.answer(third, uptime: 3)
        let repeated = try await board.next()
        #expect(repeated.requestID == first.requestID && repeated.flags.contains(.retry))
        try await board.answer(repeated, uptime: 1)
        try await board.answer(try await board.next(), uptime: 4)
        try await board.answer(try await board.next(), uptime: 5)
        #expect(try await answers.value.get() == [1, 2, 3, 4, 5])
        await board.link.close()
    }

    @Test("after a time-out the same request is sent again under its number, and the link ends with the last try")
    func retries() async throws {
        var board = try await RawBoard(inFlight: 2)
        let answer = board.ask()
        let waiting = board.ask()
        let first = try await board.next()
        let second = try await board.next()
        for _ in 0..<3 {
            await board.clock.passNext()
            let repeated = try await board.next()
            #expect(repeated.requestID == first.requestID && repeated.flags == .retry)
            #expect(repeated.repetitionKey == first.repetitionKey && repeated.requestID != second.requestID)
        }
        await board.clock.passNext()
        let failures = [await answer.value.linkFailure, await waiting.value.linkFailure]
        #expect(failures.allSatisfy { $0?.wasSent == true && $0?.kind == .timedOut })
        #expect(await board.ask().value.linkFailure?.wasSent == false)
        #expect(await board.link.counters.retries == 3)
    }

    @Test("what cannot be the answer is dropped and counted, and the answer behind it is taken")
    func strangers() async throws {
        var board = try await RawBoard(inFlight: 2)
        let answer = board.ask()
        let request = try await board.next()
        let status = CWPBoardStatus(echo: 9, uptimeMilliseconds: 9, state: [], temperatureCentidegrees: 9).payload()
        let strangers = [
            CWPFrame(opcode: .getStatus, isResponse: true, requestID: 77, payload: status),
            CWPFrame(opcode: .heartbeat, isResponse: true, requestID: request.requestID, payload: status),
            CWPFrame(opcode: .getStatus, isResponse: true, requestID: request.requestID, payload: status + [0]),
            request,
        ]
        for stranger in strangers { try await board.send(stranger.encoded()) }
        try await board.send(strangers[0].encoded().dropLast(5) + [0])
        try await board.answer(request, uptime: 42)
        try await board.answer(request, uptime: 43)
        #expect(try await answer.value.get().uptimeMilliseconds == 42)
        let next = board.ask()
        var later = try await board.next()
        while later.requestID == request.requestID { later = try await board.next() }
        try await board.answer(later, uptime: 44)
        #expect(try await next.value.get().uptimeMilliseconds == 44)
        let counters = await board.link.counters
        #expect(counters.unexpectedReplies == 2 && counters.contradictions == 2 && counters.badFrames == 1)
        #expect(counters.echoes == 1)
        await board.link.close()
    }

    @Test("a damaged reply is asked for again at once, without waiting for the time-out")
    func damagedReply() async throws {
        var board = try await RawBoard(inFlight: 1)
        let answer = board.ask()
        let request = try await board.next()
        try await board.send([9, 9, 9, 0])
        let repeated = try await board.next()
        #expect(repeated.requestID == request.requestID && repeated.flags == .retry)
        try await board.answer(repeated, uptime: 5)
        #expect(try await answer.value.get().uptimeMilliseconds == 5)
        await board.link.close()
    }

    @Test("fragments are joined; when one is missing nothing is made of the rest")
    func fragments() async throws {
        var board = try await RawBoard(inFlight: 2)
        let block = CWPBlock(tile: 0, row: 0, rows: 10, column: 0, columns: 100)
        let request = CWPReadConductanceRequest(block: block, readMillivolts: 100, averages: 1, format: .siemens)
        let link = board.link
        let answer = Task { try await link.ask(request, answerLimit: 4_012) }
        let frame = try await board.next()
        let whole = try CWPReadConductanceRequest.frame(
            answering: frame.requestID,
            with: CWPReadConductanceResponse(
                tile: 0, rows: 10, columns: 100, scale: 1, values: .siemens((0..<1_000).map { Float($0) })))
        let pieces = whole.fragments(maximumPayload: 1_000).map { $0.encoded() }
        #expect(pieces.count == 5)
        for piece in [0, 1, 3, 4] { try await board.send(pieces[piece]) }
        let repeated = try await board.next()
        #expect(repeated.flags == .retry)
        try await board.send(CWPEvent.log("in between").frame.encoded())
        for piece in pieces { try await board.send(piece) }
        guard case .siemens(let values) = try await answer.value.values else {
            Issue.record("no siemens")
            return
        }
        #expect(values.last == 999)
        await link.close()
    }

    @Test("the safe state overtakes what is queued, which is dropped; what is in flight is never sent again")
    func safeState() async throws {
        var board = try await RawBoard(inFlight: 2)
        let link = board.link
        let arming = Task { try? await link.ask(CWPArmRequest(isArmed: true), epoch: 0) }
        let arm = try await board.next()
        let others = board.askMany(4)
        let status = try await board.next()
        let safe = Task { try await link.enterSafeState(reason: 1, epoch: 1) }
        let next = try await board.next()
        #expect(arm.opcode == .arm && status.opcode == .getStatus && next.opcode == .safeState)
        // Neither ARM nor the status is answered; only the safe state is sent again.
        await board.clock.passNext()
        await board.clock.passNext()
        let repeated = try await board.next()
        #expect(repeated.opcode == .safeState && repeated.flags == .retry)
        try await board.answer(repeated)
        try await safe.value
        #expect(await arming.value == nil)
        #expect(await others.value.linkFailure?.kind == .superseded)
        await #expect(throws: CWPLinkError.self) { try await link.ask(CWPArmRequest(isArmed: true), epoch: 0) }
        let after = board.ask()
        let request = try await board.next()
        #expect(request.opcode == .getStatus)
        try await board.answer(request, uptime: 8)
        #expect(try await after.value.get().uptimeMilliseconds == 8)
        await link.close()
    }

    @Test("a caller who is cancelled takes back what was not sent, and the link goes on in step")
    func cancellation() async throws {
        var board = try await RawBoard(inFlight: 1)
        let first = board.ask()
        let request = try await board.next()
        let second = board.askMany(3)
        second.cancel()
        let outcome = await second.value
        if case .failure(let error) = outcome { #expect(error is CancellationError) } else { Issue.record("answered") }
        first.cancel()
        try await board.answer(request, uptime: 3)
        #expect(try await first.value.get().uptimeMilliseconds == 3)
        let third = board.ask()
        let last = try await board.next()
        try await board.answer(last, uptime: 4)
        #expect(try await third.value.get().uptimeMilliseconds == 4)
        await board.link.close()
    }

    @Test("a hang-up fails what is in flight without any wait, after the replies that came before it")
    func hangUp() async throws {
        var board = try await RawBoard(inFlight: 2)
        let answers = (board.ask(), board.ask())
        let requests = (try await board.next(), try await board.next())
        try await board.answer(requests.0, uptime: 6)
        await board.hangUp()
        #expect(try await answers.0.value.get().uptimeMilliseconds == 6)
        let failure = await answers.1.value.linkFailure
        #expect(failure?.kind == .lost && failure?.wasSent == true)
    }

    @Test("an idle line carries heartbeats, under numbers of their own")
    func heartbeats() async throws {
        let settings = CWPLinkSettings(margin: .seconds(600))
        var board = try await RawBoard(inFlight: 2, settings: settings, clock: ContinuousClock())
        await board.link.startHeartbeats(every: .milliseconds(40))
        for number in 0..<3 {
            let beat = try await board.next()
            #expect(beat.opcode == .heartbeat && beat.requestID == 0xF000 + UInt16(number))
            try await board.answer(beat)
        }
        let answer = board.ask()
        var request = try await board.next()
        while request.opcode == .heartbeat {
            try await board.answer(request)
            request = try await board.next()
        }
        #expect(request.requestID == 1)
        try await board.answer(request)
        _ = try await answer.value.get()
        await board.link.close()
    }

    @Test("a board that answers no heartbeat is given up")
    func unansweredHeartbeats() async throws {
        let board = try await RawBoard(inFlight: 2)
        await board.link.startHeartbeats(every: .milliseconds(40))
        let passing = Task { while !Task.isCancelled { await board.clock.passNext() } }
        var end: CWPLinkError?
        for await notice in board.link.notices {
            if case .ended(let error) = notice { end = error }
        }
        #expect(end?.kind == .timedOut)
        passing.cancel()
    }

    @Test("a number on which a reply may still come is not used again")
    func owedNumbers() async throws {
        var board = try await RawBoard(inFlight: 3, settings: CWPLinkSettings(avoided: [1, 3]))
        let answers = board.askMany(2)
        let requests = (try await board.next(), try await board.next())
        #expect(requests.0.requestID == 2 && requests.1.requestID == 4)
        try await board.answer(requests.0)
        await board.link.close()
        #expect(await answers.value.linkFailure?.kind == .lost)
        // Whether the answer to 2 was still read before the close is a matter of moments.
        #expect(await board.link.owedNumbers.subtracting([2]) == [1, 3, 4])
    }
}
