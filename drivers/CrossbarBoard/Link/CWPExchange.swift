/// One request on its way through a link. Belongs to the link's actor and never leaves it.
final class CWPExchange {
    let call: CWPCall
    let group: CWPExchangeGroup
    /// The place of the answer among the group's.
    let index: Int
    let isHeartbeat: Bool

    var requestID: UInt16 = 0
    /// Counts what was sent, in order; a retry keeps its request's.
    var sequence = 0
    /// When the bytes had all gone out.
    var isWritten = false
    /// Time-outs so far.
    var timeouts = 0
    /// Whether it was sent again early, because its reply is known to have been damaged.
    var wasHastened = false
    /// Whether it may be sent again: not once the safe state was called for after it.
    var mayRetry = true
    var busyAnswers = 0
    var fragments: CWPFragments
    var lastContradiction: String?

    init(_ call: CWPCall, group: CWPExchangeGroup, index: Int, isHeartbeat: Bool = false) {
        self.call = call
        self.group = group
        self.index = index
        self.isHeartbeat = isHeartbeat
        fragments = CWPFragments(limit: call.answerLimit)
    }

    func forgetFragments() { fragments = CWPFragments(limit: call.answerLimit) }
}

/// Requests that were asked together. Over when each has been answered or given up.
final class CWPExchangeGroup {
    let ticket: Int
    private var answers: [(any CWPPayload)?]
    private var outstanding: Int
    private var failure: (any Error)?
    private var continuation: CheckedContinuation<[any CWPPayload], any Error>?

    init(ticket: Int, count: Int, continuation: CheckedContinuation<[any CWPPayload], any Error>?) {
        self.ticket = ticket
        answers = Array(repeating: nil, count: count)
        outstanding = count
        self.continuation = continuation
    }

    /// Enters one result; the first error is the group's.
    func finish(_ index: Int, with result: Result<any CWPPayload, any Error>) {
        switch result {
        case .success(let answer): answers[index] = answer
        case .failure(let error): failure = failure ?? error
        }
        outstanding -= 1
        guard outstanding == 0, let continuation else { return }
        self.continuation = nil
        if let failure {
            continuation.resume(throwing: failure)
        } else {
            continuation.resume(returning: answers.compactMap { $0 })
        }
    }
}
