extension LabClient {
    /// Adds a fault to a simulated device; returns its number.
    public func inject(_ fault: InjectFault) async throws -> Int { try await call(fault).id }

    /// Takes fault number `id` off a simulated device's list, all of them for nil; returns how many.
    public func clearFaults(device: String, id: Int? = nil) async throws -> Int {
        try await call(ClearFaults(device: device, id: id)).cleared
    }

    /// The faults of a simulated device, those that are over included.
    public func faults(device: String) async throws -> [DeviceFault] {
        try await call(ListFaults(device: device)).faults
    }
}
