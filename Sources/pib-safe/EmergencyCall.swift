import EnergisedDevices
import Transports

/// Puts one device into its safe state: opens its port, sends, waits for the answer, again until the deadline.
struct EmergencyCall {
    let device: EnergisedDevice
    let list: EnergisedList
    let start: ContinuousClock.Instant

    /// By when a device that is there and not busy has been made safe.
    private static let patience = Duration.milliseconds(750)
    /// By when one must have been that is still sending earlier answers, which come first.
    private static let longestPatience = Duration.seconds(3)
    /// Between two attempts to open a port.
    private static let pause = Duration.milliseconds(20)

    /// What came of it.
    func run() async -> Outcome {
        var trouble: String?
        while ContinuousClock.now < start + Self.patience {
            do {
                let stream = try await device.address.open(settings: device.serial, deadline: start + Self.patience)
                do {
                    let outcome = try await call(stream)
                    await stream.close()
                    return outcome
                } catch {
                    await stream.close()
                    throw error
                }
            } catch let error as ByteStreamError {
                // Our own patience at its end says less than what went wrong before.
                if error.code != .timedOut || trouble == nil { trouble = "\(error.path): \(error.message)" }
            } catch {
                trouble = "\(error)"
            }
            try? await Task.sleep(for: Self.pause)
        }
        return .notSafe(trouble ?? "it could not be reached in time")
    }

    /// Sends until the answer comes. Throws when the stream fails; another one may do.
    private func call(_ stream: any ByteStream) async throws -> Outcome {
        try await stream.discardInput()
        guard let expect = device.expect else {
            try await stream.write(device.send, deadline: start + Self.patience)
            // The bytes may still be in the port's buffer.
            try await Task.sleep(for: .milliseconds(device.waitMilliseconds))
            return await strikeOut("was told to; it gives no answer")
        }
        var search = AnswerSearch(expect)
        var deadline = start + Self.patience
        while ContinuousClock.now < deadline {
            try await stream.write(device.send, deadline: deadline)
            let next = min(deadline, .now + .milliseconds(device.waitMilliseconds))
            // A stream that never pauses would be read for ever.
            while ContinuousClock.now < next, let bytes = try await stream.readIfAny(before: next) {
                if search.finds(in: bytes) {
                    let time = (ContinuousClock.now - start) / .milliseconds(1)
                    return await strikeOut("confirmed after \(Int(time.rounded(.up))) ms")
                }
                // It talks, so it is alive: its answer stands behind earlier ones.
                let later = ContinuousClock.now + .milliseconds(device.waitMilliseconds)
                deadline = min(start + Self.longestPatience, max(deadline, later))
            }
        }
        return .notSafe(
            search.count == 0
                ? "no answer from \(device.address)"
                : "\(search.count) bytes from \(device.address), but not the answer that confirms it")
    }

    /// Takes the device off the list while its port is still ours: a daemon that starts anew can not yet have energised
    /// it again.
    private func strikeOut(_ how: String) async -> Outcome {
        do {
            try await list.remove(device.id)
            return .safe(how)
        } catch {
            return .safe("\(how), but still listed: \(error)")
        }
    }
}

extension ByteStream {
    /// The next bytes; nil when none came in time.
    fileprivate func readIfAny(before deadline: ContinuousClock.Instant) async throws -> [UInt8]? {
        do {
            return try await read(upTo: 65_536, deadline: deadline)
        } catch let error as ByteStreamError where error.code == .timedOut {
            return nil
        }
    }
}
