extension DeviceConformance {
    static func expect(_ holds: Bool, _ rule: String, _ seen: String) -> [Finding] {
        holds ? [] : [Finding(rule: rule, seen: seen)]
    }

    @Sendable static func checkDescriptor(_ bench: Bench) async throws -> [Finding] {
        let descriptor = bench.descriptor
        let device = bench.device
        let identity = await device.identity
        let claims: [(Capability, Bool)] = [
            (.vectorProcessor, device is any VectorProcessor), (.pulseProgrammable, device is any PulseProgrammable),
            (.conductanceReadable, device is any ConductanceReadable),
            (.targetProgrammable, device is any TargetProgrammable), (.fabricable, device is any Fabricable),
            (.maskProgrammable, await (device as? any MaskProgrammable)?.maskRange != nil),
            (.cellCharacterising, device is any CellCharacterising), (.cellSelecting, device is any CellSelecting),
        ]
        var findings = claims.flatMap { capability, conforms in
            expect(
                conforms == descriptor.capabilities.contains(capability),
                "a device offers exactly the capabilities it names", "\(capability.rawValue): \(conforms)")
        }
        let array = descriptor.array
        findings += expect(
            array.tiles > 0 && array.rows > 0 && array.columns > 0, "an array has tiles, rows and columns", "\(array)")
        findings += expect(
            descriptor.maximumVectors > 0, "a device takes at least one vector", "\(descriptor.maximumVectors)")
        findings += expect(
            (1...24).contains(descriptor.drive.bits) && (2...24).contains(descriptor.converter.bits),
            "converters have between 1 and 24 bits", "\(descriptor.drive.bits), \(descriptor.converter.bits)")
        findings += expect(
            !identity.vendor.isEmpty && !identity.model.isEmpty && !identity.serial.isEmpty,
            "an open device has a vendor, a model and a serial number", "\(identity)")
        findings += expect(
            descriptor.capabilities.contains(.pulseProgrammable) == (descriptor.pulses != nil),
            "a pulse-programmable device says which pulses it takes, and no other does",
            "\(String(describing: descriptor.pulses))")
        return findings
    }

    @Sendable static func checkLifecycle(_ bench: Bench) async throws -> [Finding] {
        let device = bench.device
        try await device.open()
        var findings = expect(await device.state == .ready, "an open device is ready", "\(await device.state)")
        await device.close()
        await device.close()
        findings += expect(await device.state == .absent, "a closed device is absent", "\(await device.state)")
        try await device.open()
        findings += expect(await device.state == .ready, "a device can be opened again", "\(await device.state)")
        return findings
    }

    @Sendable static func checkStates(_ bench: Bench) async throws -> [Finding] {
        let device = bench.device
        var states = await device.states().makeAsyncIterator()
        let first = await states.next()
        var findings = expect(first == .ready, "the present state comes first", "\(String(describing: first))")
        await device.close()
        var next = await states.next()
        // A device may pass through further states on its way; it must arrive.
        while let state = next, state != .absent { next = await states.next() }
        findings += expect(next == .absent, "closing is published", "\(String(describing: next))")
        return findings
    }

    @Sendable static func checkSafeState(_ bench: Bench) async throws -> [Finding] {
        try await bench.gate.enterSafeState(reason: "conformance test")
        let state = await bench.device.hardwareState
        var findings = expect(state == .safe, "after the safe state the hardware is safe", state.rawValue)
        if bench.descriptor.capabilities.contains(.vectorProcessor) {
            let code = await refusal { _ = try await bench.gate.process(bench.drive(0.5)) }
            findings += expect(
                code?.code == .heldSafe, "nothing is driven while held safe", "\(String(describing: code))")
            await bench.gate.release()
            _ = try await bench.gate.process(bench.drive(0.5))
        }
        await bench.device.close()
        try await bench.gate.enterSafeState(reason: "conformance test")
        return findings
    }

    @Sendable static func checkClosed(_ bench: Bench) async throws -> [Finding] {
        guard bench.descriptor.capabilities.contains(.vectorProcessor) else { return [] }
        await bench.device.close()
        let error = await refusal { _ = try await bench.gate.process(bench.drive(0.5)) }
        return expect(
            error?.code == .notReady || error?.code == .lost, "a closed device refuses to be driven",
            "\(String(describing: error))")
    }

    /// The device error that `body` throws; nil when it throws none.
    static func refusal(_ body: () async throws -> Void) async -> DeviceError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? DeviceError
        }
    }
}
