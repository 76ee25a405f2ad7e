import Laboratory
import PhysicalDevices

/// The numbers of the devices: where they stand, what was asked of them, how long it took and how worn they are.
enum DeviceMetrics {
    private static let quantiles = [0.5, 0.9, 0.99]

    typealias Look = (id: String, activity: DeviceActivity?)

    static func families(_ devices: [Look]) -> [MetricFamily] {
        let answered = devices.compactMap(\.activity)
        return [
            MetricFamily(
                "pibd_device_answering", .gauge, "1 where the device's driver answers within a second, 0 where not.",
                devices.map { .init($0.activity == nil ? 0 : 1, [("device", $0.id)]) }),
            MetricFamily(
                "pibd_device_state", .gauge, "1 for the state in which the device is, 0 for the others.",
                answered.flatMap { device in
                    DeviceState.allCases.map {
                        MetricFamily.Sample(
                            $0 == device.state ? 1 : 0, [("device", device.id), ("state", $0.rawValue)])
                    }
                }),
            MetricFamily(
                "pibd_device_hardware_state", .gauge, "1 for what is known of the hardware, 0 for the others.",
                answered.flatMap { device in
                    HardwareState.allCases.map {
                        MetricFamily.Sample(
                            $0 == device.hardwareState ? 1 : 0, [("device", device.id), ("state", $0.rawValue)])
                    }
                }),
        ] + work(answered) + wear(answered) + operations(answered)
    }

    private static func work(_ devices: [DeviceActivity]) -> [MetricFamily] {
        func counter(
            _ name: String, unit: String? = nil, _ help: String, _ value: (DeviceActivity) -> Double
        ) -> MetricFamily {
            MetricFamily(name, .counter, unit: unit, help, devices.map { .init(value($0), [("device", $0.id)]) })
        }
        return [
            counter(
                "pibd_device_busy", unit: "seconds", "Time during which the device was at work; its rate is a fraction."
            ) {
                $0.operations.busySeconds
            },
            counter("pibd_device_vectors", "Vectors that the device was driven with and measured.") {
                Double($0.operations.vectors)
            },
            counter("pibd_device_pulses", "Pulses that the device has applied since the daemon started.") {
                Double($0.operations.pulses)
            },
        ]
    }

    private static func wear(_ devices: [DeviceActivity]) -> [MetricFamily] {
        func gauge(_ name: String, _ help: String, _ value: (DeviceActivity) -> Int?) -> MetricFamily {
            MetricFamily(
                name, .gauge, help,
                devices.compactMap { device in
                    value(device).map { MetricFamily.Sample(Double($0), [("device", device.id)]) }
                })
        }
        return [
            gauge("pibd_device_wear_highest_pulses", "Pulses to the most worn cell over its life.") { $0.highestWear },
            gauge("pibd_device_wear_sum_pulses", "Pulses to all cells over their life.") { $0.totalWear },
        ]
    }

    private static func operations(_ devices: [DeviceActivity]) -> [MetricFamily] {
        var times: [MetricFamily.Sample] = []
        var failures: [MetricFamily.Sample] = []
        for device in devices {
            for (name, counts) in device.operations.operations.sorted(by: { $0.key < $1.key }) {
                let labels = [(name: "device", value: device.id), (name: "operation", value: name)]
                let recent = counts.recent
                times += quantiles.map {
                    MetricFamily.Sample(recent.quantile($0) ?? .nan, labels + [(name: "quantile", value: "\($0)")])
                }
                times.append(.init(Double(counts.count), labels, suffix: "_count"))
                times.append(.init(counts.seconds, labels, suffix: "_sum"))
                failures.append(.init(Double(counts.failed), labels))
            }
        }
        return [
            MetricFamily(
                "pibd_device_operation", .summary, unit: "seconds",
                "How long operations of the device took; the quantiles are of the last five to ten minutes.", times),
            MetricFamily("pibd_device_operation_failures", .counter, "Operations that failed.", failures),
        ]
    }
}
