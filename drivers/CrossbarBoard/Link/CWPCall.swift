/// A request without its type: what is sent, how long it may take, and how its answer is judged.
struct CWPCall: Sendable {
    /// What a reply turned out to be.
    enum Verdict: Sendable {
        case answer(any CWPPayload)
        case refusal(CWPErrorResponse)
        /// No answer to this request, and why not.
        case contradiction(String)
    }

    let opcode: CWPOpcode
    let payload: [UInt8]
    /// Most bytes of payload that the answer can have, its fragments together.
    let answerLimit: Int
    /// The time that the board itself needs.
    let boardTime: Duration
    let judge: @Sendable (CWPFrame) -> Verdict

    /// The bytes on the wire under a number.
    func frame(requestID: UInt16, isRetry: Bool) -> CWPFrame {
        CWPFrame(opcode: opcode, requestID: requestID, flags: isRetry ? .retry : [], payload: payload)
    }

    /// A call of `request`, whose answer has at most `answerLimit` bytes. Throws `CWPLinkError`, kind `malformed`.
    init<Request: CWPRequest>(
        _ request: Request, answerLimit: Int = CWPFrame.initialMaximumPayload, boardTime: Duration = .zero
    ) throws {
        do {
            payload = try request.payload()
        } catch {
            throw CWPLinkError(kind: .malformed, message: "\(error)")
        }
        opcode = Request.opcode
        self.answerLimit = max(answerLimit, CWPFrame.initialMaximumPayload)
        self.boardTime = boardTime
        judge = { frame in
            do {
                return .answer(try request.response(from: frame))
            } catch let refusal as CWPErrorResponse {
                return .refusal(refusal)
            } catch {
                return .contradiction("\(error)")
            }
        }
    }
}
