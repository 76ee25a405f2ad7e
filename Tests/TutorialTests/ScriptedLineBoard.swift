import Foundation
import Transports

/// The board at the other end of a line, in this process: 16 x 8 cells, and misbehaviour on request.
actor ScriptedLineBoard {
    enum Behaviour: Sendable {
        case honest
        /// Takes questions and answers none of this kind.
        case silent(on: String)
        /// Answers this kind with that text.
        case answering(String, with: String)
        /// Hangs up instead of answering this kind.
        case hangingUp(on: String)
        /// Sends positions all the time, as a GPS receiver does.
        case chattering
    }

    private let behaviour: Behaviour
    private let serial: String
    private(set) var questions: [String] = []
    private(set) var outputsAreOn = false

    init(_ behaviour: Behaviour = .honest, serial: String = "SN-0042") {
        self.behaviour = behaviour
        self.serial = serial
    }

    /// The host's end of a new line to the board.
    func connect() throws -> any ByteStream {
        var ends: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        let host = try DescriptorStream(adopting: ends[0], address: "line")
        let board = try DescriptorStream(adopting: ends[1], address: "board")
        Task { await serve(board) }
        return host
    }

    private func serve(_ line: any ByteStream) async {
        let chatter = Task { [behaviour] in
            guard case .chattering = behaviour else { return }
            while !Task.isCancelled {
                try? await line.write(Array("$GPRMC,1\n".utf8), deadline: .now + .milliseconds(10))
                await Task.yield()
            }
        }
        var text = ""
        while let bytes = try? await line.read(upTo: 1024, deadline: .now + .seconds(60)) {
            text += String(decoding: bytes, as: UTF8.self)
            while let end = text.firstIndex(of: "\n") {
                let question = String(text[..<end])
                text.removeSubrange(...end)
                guard let answer = answer(question) else { continue }
                if answer.isEmpty { return await line.close() }
                try? await line.write(Array((answer + "\n").utf8), deadline: .now + .seconds(5))
            }
        }
        chatter.cancel()
        outputsAreOn = false
        await line.close()
    }

    /// Nil for no answer, empty for hanging up.
    private func answer(_ question: String) -> String? {
        guard let kind = question.split(separator: " ").first.map(String.init) else { return nil }
        questions.append(question)
        switch behaviour {
        case .silent(let chosen) where chosen == kind: return nil
        case .hangingUp(let chosen) where chosen == kind: return ""
        case .answering(let chosen, let text) where chosen == kind: return text
        default: break
        }
        switch kind {
        case "WHO": return "Acme,LB-16,\(serial),1.3"
        case "OFF":
            outputsAreOn = false
            return "SAFE"
        case "MEASURE": return measure(question.split(separator: " ").dropFirst().compactMap { Double($0) })
        default: return "ERR"
        }
    }

    private func measure(_ numbers: [Double]) -> String {
        guard numbers.count > 3 else { return "ERR" }
        outputsAreOn = true
        let (row0, column0, columns) = (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
        return (column0..<column0 + columns).map { column in
            // mV times uS is nA.
            let current = numbers.dropFirst(3).enumerated().reduce(0) { sum, input in
                sum + input.element * Self.microsiemens(row0 + input.offset, column)
            }
            return String(Int(current.rounded()))
        }.joined(separator: " ")
    }

    static func microsiemens(_ row: Int, _ column: Int) -> Double { Double(5 + (7 * row + 13 * column) % 90) }
}
