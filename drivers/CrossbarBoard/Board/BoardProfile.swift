import PhysicalDevices

/// What follows from a board's descriptor and its settings: ranges in physical units, limits of a request.
struct BoardProfile: Sendable, Equatable {
    let board: CWPDescriptor
    let descriptor: DeviceDescriptor
    let identity: DeviceIdentity
    let readMillivolts: Int16
    /// Largest code of the output converter.
    let levels: Int
    /// The converter's full scale at gain 1 in range 0, in parts of a full-scale input on full conductance.
    let converterFullScale: Double
    /// [ms] to be asked for; 0 where the board has no watchdog.
    let watchdogMilliseconds: UInt16
    /// Most payload bytes in a request: the board's limit, or less on a line so slow that a longer frame would keep it
    /// without a valid one until its watchdog bites.
    let payloadLimit: Int
    /// Longest that the board may be at one request, for the same reason.
    let boardTimeLimit: Duration

    /// Whether inputs may be negative.
    var isSigned: Bool { descriptor.drive.signed }
    /// Whether pairs of columns come as one signed output.
    var readsPairs: Bool { board.capabilities.contains(.differentialReadOut) }
    /// The format in which outputs are asked for.
    var outputFormat: CWPOutputCodes.Format { board.adcBits <= 8 ? .i8 : board.adcBits <= 16 ? .i16 : .i32 }
    /// The time of one vector on the board.
    var timePerVector: Duration { .nanoseconds(Int64(board.nanosecondsPerVector)) }

    /// Throws `CWPDescriptorError` for what no board can mean, or what does not fit the settings.
    init(board: CWPDescriptor, settings: CrossbarBoardSettings) throws {
        self.board = try board.validated()
        identity = Self.identity(board)
        let drive = try Self.drive(board)
        let millivolts = Int(min(drive.fullScale.value * 1e3 + 1e-6, 32_767))
        let asked = settings.readVoltage.map { Int(($0.value * 1e3).rounded(.down)) } ?? millivolts
        guard (1...max(1, millivolts)).contains(asked), millivolts >= 1 else {
            throw CWPDescriptorError(field: "input range", problem: "conductances cannot be read at \(asked) mV")
        }
        readMillivolts = Int16(asked)
        let measures = board.capabilities.contains(.multiplication)
        guard !measures || 2...24 ~= board.adcBits else {
            throw CWPDescriptorError(field: "ADC bits", problem: "\(board.adcBits) are not within 2...24")
        }
        levels = (1 << (Int(board.adcBits) - 1)) - 1
        let unit = drive.fullScale.value * settings.conductanceWindow.upperBound.value
        converterFullScale = Double(board.adcFullScaleNanoamperes) * 1e-9 / unit
        let hasWatchdog = board.capabilities.contains(.watchdog)
        let milliseconds = UInt16(min(max(settings.watchdog.value * 1e3, 1), 65_535))
        watchdogMilliseconds =
            hasWatchdog
            ? min(max(milliseconds, board.watchdogMinimumMilliseconds), board.watchdogMaximumMilliseconds) : 0
        payloadLimit = Self.payloadLimit(board, baud: settings.baud, watchdog: watchdogMilliseconds)
        boardTimeLimit = hasWatchdog ? .milliseconds(Int(watchdogMilliseconds) / 3) : .seconds(10)
        let pulses = try Self.pulses(board, settings)
        descriptor = DeviceDescriptor(
            capabilities: Self.capabilities(board),
            array: ArrayGeometry(tiles: Int(board.tiles), rows: Int(board.rows), columns: Int(board.columns)),
            drive: drive,
            converter: Self.converter(board, fullScale: converterFullScale), pulses: pulses,
            conductanceWindow: settings.conductanceWindow,
            maximumVectors: max(1, min(Int(board.maximumVectors), settings.vectorsPerRequest ?? .max)),
            timePerVector: TimeSpan(Double(board.nanosecondsPerVector) / 1e9))
    }

    /// A frame takes at most 0.6 of the watchdog's time: with the third that the line may have been idle before, the
    /// board hears something valid in time.
    private static func payloadLimit(_ board: CWPDescriptor, baud: Int?, watchdog milliseconds: UInt16) -> Int {
        let limit = Int(board.maximumPayload)
        guard let baud, milliseconds > 0 else { return limit }
        let bytes = Double(baud) / 10 * Double(milliseconds) / 1_000 * 0.6
        // A frame is longer than its payload by 18 bytes and one for each 254.
        return min(limit, max(CWPFrame.initialMaximumPayload, Int(min(bytes, 1e6) * 254 / 255) - 24))
    }

    private static func capabilities(_ board: CWPDescriptor) -> Set<Capability> {
        var capabilities: Set<Capability> = [.biasHolding]
        if board.capabilities.contains(.multiplication), board.columns >= 2 { capabilities.insert(.vectorProcessor) }
        if board.capabilities.contains(.programming) { capabilities.insert(.pulseProgrammable) }
        if board.capabilities.contains(.conductanceReading) { capabilities.insert(.conductanceReadable) }
        return capabilities
    }

    /// The unique number as text where it is text, else in hexadecimal.
    private static func identity(_ board: CWPDescriptor) -> DeviceIdentity {
        let trimmed = board.uniqueID.reversed().drop { $0 == 0 }.reversed()
        let isText = !trimmed.isEmpty && trimmed.allSatisfy { 33...126 ~= $0 }
        let digits = board.uniqueID.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return DeviceIdentity(
            vendor: "CWP1", model: board.name.isEmpty ? "crossbar board" : board.name,
            serial: isText ? String(decoding: trimmed, as: UTF8.self) : digits, firmware: String(board.firmware))
    }

    /// Inputs are signed where the range reaches at least half as far below zero as above it.
    private static func drive(_ board: CWPDescriptor) throws -> DriveRange {
        let (low, high) = (board.inputMicrovolts.minimum, board.inputMicrovolts.maximum)
        guard low <= 0, high > 0 else {
            throw CWPDescriptorError(field: "input range", problem: "\(low)...\(high) uV does not reach up from 0 V")
        }
        let isSigned = -2 * Int(low) >= Int(high)
        // A converter of both signs has one bit for the sign.
        return DriveRange(
            bits: max(1, Int(board.dacBits) - (isSigned ? 1 : 0)), signed: isSigned,
            fullScale: Voltage(Double(isSigned ? min(-low, high) : high) / 1e6))
    }

    /// Any gain and range can be had on the host; on the board with steps of two up to 128.
    private static func converter(_ board: CWPDescriptor, fullScale: Double) -> ConverterRange {
        let highest = board.capabilities.contains(.gain) ? fullScale * 128 : fullScale
        return ConverterRange(
            bits: Int(board.adcBits), fullScales: Voltage(min(0.1, fullScale))...Voltage(max(10, highest)),
            gain: 1e-4...1e3)
    }

    private static func pulses(_ board: CWPDescriptor, _ settings: CrossbarBoardSettings) throws -> PulseRange? {
        guard board.capabilities.contains(.programming) else { return nil }
        // Amplitudes go out in whole millivolts.
        let high = min(Int(board.programMicrovolts.maximum) / 1_000, 32_767)
        let low = max(Int(board.programMicrovolts.minimum) / 1_000, -32_767)
        guard high >= 1, low <= -1 else {
            throw CWPDescriptorError(field: "program range", problem: "it does not reach to both sides of 0 V")
        }
        let range = PulseRange(
            setAmplitude: Voltage(1e-3)...Voltage(Double(high) / 1e3),
            resetAmplitude: Voltage(Double(low) / 1e3)...Voltage(-1e-3),
            width: TimeSpan(Double(board.pulseMinimumNanoseconds) / 1e9)...TimeSpan(
                Double(board.pulseMaximumNanoseconds) / 1e9),
            maximumCount: 127, nominalStep: settings.nominalStep, nominal: settings.nominalPulse)
        let nominal = settings.nominalPulse
        guard range.setAmplitude.contains(nominal.setAmplitude), range.resetAmplitude.contains(nominal.resetAmplitude),
            range.width.contains(nominal.width)
        else {
            throw CWPDescriptorError(
                field: "program range", problem: "the configured nominal pulse (\(nominal.setAmplitude), "
                    + "\(nominal.resetAmplitude), \(nominal.width)) lies outside what the board allows")
        }
        return range
    }
}
