/// The opcodes that the monitor knows.
enum WireOpcode {
    static let hello: UInt8 = 0x01
    static let heartbeat: UInt8 = 0x02
    static let getStatus: UInt8 = 0x03
    static let setWatchdog: UInt8 = 0x04
    static let safeState: UInt8 = 0x05
    static let arm: UInt8 = 0x06
    static let setInput: UInt8 = 0x10
    static let readVMM: UInt8 = 0x11
    static let setGain: UInt8 = 0x12
    static let programPulses: UInt8 = 0x20
    static let readConductance: UInt8 = 0x21
    static let programMap: UInt8 = 0x22
    static let reset: UInt8 = 0x7E
    static let stateEvent: UInt8 = 0x40
    static let logEvent: UInt8 = 0x41

    static let known: Set<UInt8> = [
        hello, heartbeat, getStatus, setWatchdog, safeState, arm, setInput, readVMM, setGain, programPulses,
        readConductance, programMap, reset,
    ]
    /// What is accepted in the safe state.
    static let harmless: Set<UInt8> = [hello, heartbeat, getStatus, setWatchdog, safeState, arm, reset]
    /// What may go out although the board has as many requests as it takes.
    static let urgent: Set<UInt8> = [hello, heartbeat, getStatus, safeState, reset]
    static let programming: Set<UInt8> = [programPulses, programMap]
}
