import Transports

/// A device that may be energised, with everything that is needed to make it safe without its driver.
public struct EnergisedDevice: Sendable, Equatable {
    /// The name under which the laboratory knows it: a letter, then letters, digits, "-" and "_", 64 at most.
    public let id: String
    /// Where it is reached.
    public let address: StreamAddress
    /// How its port is set up; of no effect for pseudo-terminals and TCP.
    public let serial: SerialSettings
    /// What to send, 1 to 4096 bytes.
    public let send: [UInt8]
    /// What it answers once it is safe, 1 to 4096 bytes; nil for a device that gives no answer.
    public let expect: [UInt8]?
    /// How long to wait for the answer before sending again [ms], 1 to 5000; without an answer, how long to keep the
    /// port open.
    public let waitMilliseconds: Int

    /// A record from its parts. Throws `EnergisedDeviceError` for parts outside the ranges given above.
    public init(
        id: String, address: StreamAddress, serial: SerialSettings = SerialSettings(), send: [UInt8],
        expect: [UInt8]?, waitMilliseconds: Int = 200
    ) throws {
        func refuse(_ message: String) -> EnergisedDeviceError {
            EnergisedDeviceError(
                path: id, message: message, remedy: "See the format of these records in docs/safety.md.")
        }
        guard id.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]{0,63}/) != nil else { throw refuse("it is no device's id") }
        guard (1...4096).contains(send.count) else { throw refuse("\(send.count) bytes to send") }
        guard expect.map({ (1...4096).contains($0.count) }) ?? true else {
            throw refuse("an answer of \(expect?.count ?? 0) bytes")
        }
        guard (1...5000).contains(waitMilliseconds) else { throw refuse("a wait of \(waitMilliseconds) ms") }
        self.id = id
        self.address = address
        self.serial = serial
        self.send = send
        self.expect = expect
        self.waitMilliseconds = waitMilliseconds
    }
}
