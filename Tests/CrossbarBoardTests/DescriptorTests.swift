import Testing

@testable import CrossbarBoard

@Suite struct DescriptorTests {
    private func published() throws -> [UInt8] {
        let vector = try #require(try Vectors.load().frames.first { $0.name == "hello_response" })
        return [UInt8]([UInt8](hex: vector.body).dropFirst(12).dropLast(4))
    }

    @Test("the published descriptor reads, validates and writes the same bytes; a tail is ignored")
    func published128() throws {
        var payload = try published()
        let descriptor = try CWPDescriptor(payload: payload).validated()
        #expect(descriptor.rows == 128 && descriptor.columns == 64 && descriptor.name == "emu-128x64")
        #expect(try descriptor.payload() == payload)
        payload += [1, 2, 3]
        payload[2] += 3
        #expect(try CWPDescriptor(payload: payload) == descriptor)
        payload[2] += 1
        #expect(throws: CWPMessageError.self) { try CWPDescriptor(payload: payload) }
    }

    @Test("a descriptor that lies is refused with the name of the field")
    func hostile() throws {
        let honest = try CWPDescriptor(payload: published())
        let lies: [(String, (inout CWPDescriptor) -> Void)] = [
            ("version", { $0.version = 0x0200 }), ("tiles", { $0.tiles = 0 }), ("rows", { $0.rows = 0 }),
            ("columns", { $0.columns = 0 }),
            ("shape", { ($0.tiles, $0.rows, $0.columns) = (.max, .max, .max) }),
            ("maximum payload", { $0.maximumPayload = .max }), ("maximum payload", { $0.maximumPayload = 255 }),
            ("maximum in flight", { $0.maximumInFlight = 0 }), ("capabilities", { $0.capabilities = [] }),
            ("capabilities", { $0.capabilities = [.multiplication, .packedMap] }),
            ("capabilities", { $0.capabilities = [.programming, .differentialReadOut] }),
            ("columns", { ($0.columns, $0.capabilities) = (3, [.multiplication, .differentialReadOut]) }),
            ("input range", { $0.inputMicrovolts = .init(minimum: 5, maximum: -5) }),
            ("program range", { $0.programMicrovolts = .init(minimum: .min, maximum: .max) }),
            ("ADC LSB", { $0.adcLSBPicoamperes = 0 }), ("ADC LSB", { $0.adcLSBPicoamperes = .max }),
            ("ADC bits", { $0.adcBits = 0 }), ("DAC bits", { $0.dacBits = 99 }),
            ("maximum vectors", { $0.maximumVectors = 0 }), ("pulse range", { $0.pulseMaximumNanoseconds = 1 }),
            ("pulse step", { $0.pulseStepNanoseconds = 0 }), ("watchdog range", { $0.watchdogMaximumMilliseconds = 1 }),
            ("name", { $0.name = "a\u{1b}[2J" }),
        ]
        for (field, lie) in lies {
            var descriptor = honest
            lie(&descriptor)
            #expect { try descriptor.validated() } throws: { ($0 as? CWPDescriptorError)?.field == field }
        }
    }
}
