/// A device with test routines of its own for single cells: forming, switching, curves, endurance.
public protocol CellCharacterising: PhysicalDevice {
    /// Runs the routine on every cell of the request's block, one after the other, row by row.
    ///
    /// Throws `DeviceError`, whose hardware state says whether a cell was left in doubt.
    func characterise(_ request: Cleared<CharacterisationRequest>) async throws -> CharacterisationRecord
}

/// A device that can close one cross-point and keep it closed, for instruments connected from outside.
public protocol CellSelecting: PhysicalDevice {
    /// Closes the cross-point of a block of one cell until another operation chooses cells. Throws `DeviceError`.
    func select(_ cell: Cleared<CellBlock>) async throws
    /// Pulses the one cell of the map through its closed cross-point, without reading it. Throws `DeviceError`.
    func pulseSelected(_ map: Cleared<PulseMap>) async throws
}
