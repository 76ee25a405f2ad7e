import NIOCore
import NIOPosix

/// The one event loop thread that all varlink connections of a process share. It only moves bytes, so one is enough,
/// and it lives as long as the process: nothing can be left behind on a loop that is gone.
package enum VarlinkEventLoop {
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    package static let loop: any EventLoop = group.next()
}

extension TimeAmount {
    /// [s] Negative and NaN count as zero, more than thirty years as thirty years.
    package init(seconds: Double) {
        let bounded = seconds > 0 ? min(seconds, 1e9) : 0
        self = .nanoseconds(Int64(bounded * 1e9))
    }
}
