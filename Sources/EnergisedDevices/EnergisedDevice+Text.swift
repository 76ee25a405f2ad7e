import Transports

/// The format of a record: lines of `key=value` in this order, each once, between a first and a last line that show the
/// record to be whole.
///
///     pibd energised device 1
///     device=chip
///     address=/dev/ttyACM0
///     serial=921600 8 even 1 none leave leave
///     send=0004ffff...00
///     expect=04ff...00
///     wait-ms=200
///     end
///
/// `serial` is baud rate, data bits, parity, stop bits, flow control, DTR and RTS; `send` and `expect` are hexadecimal,
/// `expect=none` stands for a device that gives no answer.
extension EnergisedDevice {
    static let firstLine = "pibd energised device 1"
    private static let keys = ["device", "address", "serial", "send", "expect", "wait-ms"]

    /// The record as a file holds it.
    public var text: String {
        let line = [
            "\(serial.baudRate)", "\(serial.dataBits)", serial.parity.rawValue, "\(serial.stopBits)",
            serial.flowControl.rawValue, serial.dtr.rawValue, serial.rts.rawValue,
        ].joined(separator: " ")
        let values = [
            id, "\(address)", line, send.hexadecimal, expect?.hexadecimal ?? "none", "\(waitMilliseconds)",
        ]
        let lines = [Self.firstLine] + zip(Self.keys, values).map { "\($0)=\($1)" } + ["end"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads a record; `path` is its file in messages. Throws `EnergisedDeviceError` with the line that is wrong.
    public init(text: String, path: String) throws {
        func refuse(_ line: Int, _ message: String) -> EnergisedDeviceError {
            EnergisedDeviceError(
                path: path, message: "line \(line): \(message)",
                remedy: "Make the device safe by hand, then remove the file.")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == Self.firstLine[...] else { throw refuse(1, "expected \"\(Self.firstLine)\"") }
        guard lines.count == Self.keys.count + 3, lines.popLast() == "", lines.popLast() == "end" else {
            throw refuse(lines.count, "the record is cut short, or has more lines than it should")
        }
        var values: [String: String] = [:]
        for (index, key) in Self.keys.enumerated() {
            let line = lines[index + 1]
            guard line.hasPrefix("\(key)=") else { throw refuse(index + 2, "expected \(key)=...") }
            values[key] = String(line.dropFirst(key.count + 1))
        }
        func value<Value>(_ key: String, _ parse: (String) throws -> Value?) throws -> Value {
            let text = values[key] ?? ""
            if let value = try? parse(text) { return value }
            throw refuse((Self.keys.firstIndex(of: key) ?? 0) + 2, "\"\(text.prefix(60))\" is no \(key)")
        }
        do {
            try self.init(
                id: value("device") { $0 }, address: value("address") { try StreamAddress($0) },
                serial: value("serial") { SerialSettings(words: $0) },
                send: value("send") { [UInt8](hexadecimal: $0) },
                expect: value("expect") { $0 == "none" ? .some(nil) : [UInt8](hexadecimal: $0).map { .some($0) } },
                waitMilliseconds: value("wait-ms") { Int(digits: $0) })
        } catch let error as EnergisedDeviceError {
            throw EnergisedDeviceError(path: path, message: error.message, remedy: error.remedy)
        }
    }
}

extension SerialSettings {
    fileprivate init?(words: String) {
        let words = words.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 7, let baud = Int(digits: words[0]), let data = Int(digits: words[1]),
            let parity = Parity(rawValue: words[2]), let stop = Int(digits: words[3]),
            let flow = FlowControl(rawValue: words[4]), let dtr = Line(rawValue: words[5]),
            let rts = Line(rawValue: words[6])
        else { return nil }
        self.init(
            baudRate: baud, dataBits: data, parity: parity, stopBits: stop, flowControl: flow, dtr: dtr, rts: rts)
    }
}

extension Int {
    /// Digits and nothing else, ten at most.
    fileprivate init?(digits: String) {
        guard digits.count <= 10, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.init(digits)
    }
}

extension [UInt8] {
    fileprivate var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    fileprivate init?(hexadecimal text: String) {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        self = bytes
    }
}
