import PhysicalDevices

/// How gain and full scale of a drive request become settings of the board and arithmetic on the host.
struct ReadScale: Sendable, Equatable {
    /// Gain of the columns, set on the board.
    let boardGain: Float
    /// Range of the converter: its full scale is 2^range times the smallest.
    let range: UInt16
    /// [V] of one code.
    let weight: Float
    /// Where outputs are clipped on the host [V]; nil where the converter's own full scale is the one asked for.
    let clip: Float?
    /// Largest code of the converter.
    let levels: Int32

    /// Most ranges that SET_GAIN can choose between.
    static let highestRange = 7

    /// The scale for `request` on this board.
    ///
    /// Gain and range are the board's business where it can set them and reads pairs. Of single columns the large
    /// common current of both cells would saturate a converter that is set for their small difference, so those are
    /// read as they are, and the difference is scaled here.
    init(_ request: DriveRequest, on profile: BoardProfile) {
        levels = Int32(profile.levels)
        let isOnBoard = profile.board.capabilities.contains(.gain) && profile.readsPairs
        let asked = request.fullScale.value
        let smallest = profile.converterFullScale
        let range =
            isOnBoard
            ? (0..<Self.highestRange).first { smallest * Double(1 << $0) >= asked * (1 - 1e-9) } ?? Self.highestRange
            : 0
        self.range = UInt16(range)
        boardGain = isOnBoard ? Float(request.gain) : 1
        let hostGain = isOnBoard ? 1 : request.gain
        let reached = smallest * Double(1 << range) * hostGain
        let isExact = abs(reached / asked - 1) < 1e-9
        clip = isExact && profile.readsPairs ? nil : Float(asked)
        let board = profile.board
        let nominal = (Double(board.adcFullScaleNanoamperes) * 1e3 / Double(profile.levels)).rounded()
        if Double(board.adcLSBPicoamperes) == nominal {
            // The descriptor's code weight is rounded to a picoampere; the one meant is full scale through levels.
            weight = isExact ? Float(asked) / Float(profile.levels) : Float(reached / Double(profile.levels))
        } else {
            let perNanoampere = reached / Double(board.adcFullScaleNanoamperes)
            weight = Float(Double(board.adcLSBPicoamperes) * 1e-3 * perNanoampere)
        }
    }

    /// Outputs [V] of codes, one after the other, and how many of them saturated. Single columns come in pairs, and
    /// each pair makes one output.
    func outputs(_ codes: CWPOutputCodes, arePairs: Bool, into target: UnsafeMutableBufferPointer<Float>) -> Int {
        switch codes {
        case .i8(let codes): convert(codes, arePairs, target)
        case .i16(let codes): convert(codes, arePairs, target)
        case .i32(let codes): convert(codes, arePairs, target)
        }
    }

    private func convert<Code: FixedWidthInteger>(
        _ codes: [Code], _ arePairs: Bool, _ target: UnsafeMutableBufferPointer<Float>
    ) -> Int {
        codes.withUnsafeBufferPointer { codes in
            var saturated = 0
            for index in target.indices {
                let code: Int32
                var isAtEnd: Bool
                if arePairs {
                    code = limited(codes[index])
                    isAtEnd = abs(code) >= levels
                } else {
                    let (plus, minus) = (limited(codes[2 * index]), limited(codes[2 * index + 1]))
                    code = plus - minus
                    isAtEnd = max(abs(plus), abs(minus)) >= levels
                }
                var value = Float(code) * weight
                if let clip {
                    isAtEnd = isAtEnd || abs(value) >= clip
                    value = min(clip, max(-clip, value))
                }
                target.initializeElement(at: index, to: value)
                saturated += isAtEnd ? 1 : 0
            }
            return saturated
        }
    }

    /// Two's complement has one code more below zero than above, which no symmetric converter gives.
    private func limited(_ code: some FixedWidthInteger) -> Int32 {
        min(levels, max(-levels, Int32(truncatingIfNeeded: code)))
    }
}
