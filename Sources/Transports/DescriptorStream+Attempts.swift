import Glibc
import Synchronization

/// The system calls, each made at once and under the stream's lock.
extension DescriptorStream {
    /// Reads what is there. The wake-up is registered under the same lock under which the kernel said "nothing yet",
    /// so no arrival can fall in between.
    func readNow(_ limit: Int, waiting: Bool = true) -> Attempt<[UInt8]> {
        state.withLock { state in
            guard state.descriptor >= 0 else { return .failed(.closed(address), waking: []) }
            var count = 0
            var number: CInt = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: min(limit, Self.largestPiece)) { buffer, initialized in
                repeat {
                    count = Glibc.read(state.descriptor, buffer.baseAddress, min(limit, Self.largestPiece))
                    number = errno
                } while count < 0 && number == EINTR
                initialized = max(0, count)
            }
            if count > 0 { return .done(bytes) }
            if count < 0, number == EAGAIN, !state.hungUp {
                return waiting ? enlist(\.reader, &state) : .later(Wakeup())
            }
            // Nothing to read from a readable descriptor is how unplugging shows.
            return fail(&state, count == 0 || number == EAGAIN ? EIO : number, "read")
        }
    }

    /// Writes what fits.
    func writeNow(_ bytes: ArraySlice<UInt8>) -> Attempt<Int> {
        state.withLock { state in
            guard state.descriptor >= 0 else { return .failed(.closed(address), waking: []) }
            guard !state.hungUp else { return .failed(.hungUp(address), waking: []) }
            var count = 0
            var number: CInt = 0
            bytes.withUnsafeBytes { buffer in
                repeat {
                    // A write to a closed connection must be an error here, not a signal that ends the process.
                    count =
                        isSocket
                        ? send(state.descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
                        : Glibc.write(state.descriptor, buffer.baseAddress, buffer.count)
                    number = errno
                } while count < 0 && number == EINTR
            }
            if count > 0 { return .done(count) }
            if count == 0 || number == EAGAIN { return enlist(\.writer, &state) }
            return fail(&state, number, "write")
        }
    }

    /// Whether a socket's connection stands by now.
    func connectedNow() -> Attempt<Void> {
        state.withLock { state in
            var number: CInt = 0
            var length = socklen_t(MemoryLayout<CInt>.size)
            guard getsockopt(state.descriptor, SOL_SOCKET, SO_ERROR, &number, &length) == 0, number == 0 else {
                return .failed(.refused(address, number), waking: [])
            }
            if let peer = SocketName.peer(state.descriptor) {
                // The kernel connects a socket to itself if it picks the very port that is called and nothing listens.
                return peer == SocketName.own(state.descriptor)
                    ? .failed(.refused(address, ECONNREFUSED), waking: []) : .done(())
            }
            guard !state.hungUp else { return .failed(.hungUp(address), waking: []) }
            return enlist(\.writer, &state)
        }
    }

    /// Notes down who waits, and has the kernel look again under the lock under which it said "nothing yet".
    func enlist<Value>(_ side: WritableKeyPath<State, Wakeup?>, _ state: inout State) -> Attempt<Value> {
        let wakeup = Wakeup()
        state[keyPath: side] = wakeup
        guard let token = state.token,
            thread.arm(token, descriptor: state.descriptor, output: state.writer != nil)
        else {
            state[keyPath: side] = nil
            return .failed(.system(errno, path: address, "wait for it"), waking: [])
        }
        return .later(wakeup)
    }

    /// What the polling thread saw.
    func notice(readable: Bool, writable: Bool, gone: Bool) {
        let waiters = state.withLock { state -> [Wakeup] in
            if gone {
                state.hungUp = true
                return state.takeAll()
            }
            var waiters: [Wakeup] = []
            if readable, let reader = state.reader {
                waiters.append(reader)
                state.reader = nil
            }
            if writable, let writer = state.writer {
                waiters.append(writer)
                state.writer = nil
            }
            return waiters
        }
        for waiter in waiters { waiter.resume(.ready) }
    }

    /// Marks the stream closed and wakes everybody; the descriptors left to close, none if it was closed before.
    func release() -> [CInt] {
        let (descriptors, waiters) = state.withLock { state -> ([CInt], [Wakeup]) in
            guard state.descriptor >= 0 else { return ([], []) }
            let descriptor = state.descriptor
            state.descriptor = -1
            if let token = state.token { thread.forget(token, descriptor: descriptor) }
            return ([descriptor] + [lock].compactMap { $0 }, state.takeAll())
        }
        for waiter in waiters { waiter.resume(.ready) }
        return descriptors
    }

    static func closeAll(_ descriptors: [CInt]) {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }

    /// Throws unless a wait ended with its event.
    func check(_ outcome: Wakeup.Outcome, _ message: @autoclosure () -> String) throws {
        switch outcome {
        case .ready: return
        case .cancelled: throw CancellationError()
        case .deadlinePassed:
            throw ByteStreamError(
                .timedOut, path: address, message(),
                remedy: "Check that the device is on; resynchronise before using the stream again.")
        }
    }

    private func fail<Value>(_ state: inout State, _ number: CInt, _ operation: String) -> Attempt<Value> {
        let error = ByteStreamError.system(number, path: address, operation)
        guard error.code == .hungUp || error.code == .notFound else { return .failed(error, waking: []) }
        state.hungUp = true
        return .failed(.hungUp(address), waking: state.takeAll())
    }
}
