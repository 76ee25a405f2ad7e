extension SafetyGate {
    /// Runs a test routine on every cell of a block. Throws `DeviceError`.
    public func characterise(_ request: CharacterisationRequest) async throws -> CharacterisationRecord {
        try await energise(
            (any CellCharacterising).self, request.method.name, { try $0.clear(request) },
            { try await $0.characterise($1) })
    }

    /// Closes one cross-point until another operation chooses cells. Throws `DeviceError`.
    public func select(_ cell: CellBlock) async throws {
        try await energise((any CellSelecting).self, "select", { try $0.clear(cell) }, { try await $0.select($1) })
    }

    /// Pulses the one cell of the map, whose cross-point is closed. Throws `DeviceError`.
    public func pulseSelected(_ map: PulseMap) async throws {
        try await energise(
            (any CellSelecting).self, "pulse-selected", pulses: map, { try $0.clear(map) },
            { try await $0.pulseSelected($1) })
    }
}
