import Glibc

/// A file descriptor that is closed when its owner goes.
struct OwnedDescriptor: ~Copyable {
    let number: CInt

    init(_ number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Gives the descriptor away, open.
    consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }
}
