import ControlInterface
import Testing

@testable import pibctl

@Suite struct DeviceCommandTests {
    @Test("devices sends its filters and lists what comes back")
    func devices() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListDevices.self, with: ListDevices.Reply(devices: [Samples.device]))
        let run = await CommandRun.pibctl(
            "devices", "--filter", "driver=simulated", "--filter", "model=a=b", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines.count == 2)
        #expect(run.lines[1].hasSuffix("SIM-0001  run 7"))
        let filter = ["driver": "simulated", "model": "a=b"]
        #expect(try laboratory.calls(of: ListDevices.self) == [ListDevices(filter: filter)])
    }

    @Test("devices --json is one object a line")
    func devicesJSON() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(ListDevices.self, with: ListDevices.Reply(devices: [Samples.device, Samples.device]))
        let run = await CommandRun.pibctl("devices", "--json", in: laboratory)
        #expect(run.lines.count == 2)
        #expect(try JSONValue(parsing: run.lines[1].utf8).decoded() == Samples.device)
    }

    @Test("device show has the envelope with its units")
    func show() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(
            DescribeDevice.self,
            with: DescribeDevice.Reply(
                device: Samples.device, properties: [Property(name: "pulse width", value: "1e-6", unit: "s")],
                envelope: [Limit(name: "read voltage", minimum: nil, maximum: 0.2, unit: "V")]))
        let run = await CommandRun.pibctl("device", "show", "chip", in: laboratory)
        #expect(run.status == 0)
        #expect(run.results.contains("  pulse width  1.00 µs\n"))
        #expect(run.results.contains("  read voltage     -  200 mV\n"))
    }

    @Test("device measure repeats the drive and shows mean and spread of each output")
    func measure() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(
            ProcessVectors.self,
            with: ProcessVectors.Reply(
                measured: try Tensor(shape: [2, 2], values: [0.1, 0.3, 0.3, 0.3]), unit: "V", saturatedFraction: 0.5,
                seconds: 0.002))
        let run = await CommandRun.pibctl(
            "device", "measure", "chip", "--drive", "0,0.5x2", "--samples", "2", "--outputs", "2", in: laboratory)
        #expect(run.status == 0)
        #expect(run.lines[1] == "       0    200 mV  141 mV")
        #expect(run.lines[2] == "       1    300 mV     0 V")
        #expect(run.results.contains("2 samples in 2.00 ms, 50.0 % at the end of scale"))
        let call = try #require(try laboratory.calls(of: ProcessVectors.self).first)
        #expect(call.drive.shape == [2, 3])
        #expect(try call.drive.values() == [0, 0.5, 0.5, 0, 0.5, 0.5])
        #expect(call.outputs == 2)
    }

    @Test("a measurement that does not hold what its shape says is refused")
    func brokenMeasurement() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(
            ProcessVectors.self,
            with: ProcessVectors.Reply(
                measured: Tensor(shape: [1 << 40, 2], data: "AAAA"), unit: "V", saturatedFraction: 0, seconds: 0))
        let run = await CommandRun.pibctl("device", "measure", "chip", "--drive", "1", in: laboratory)
        #expect(run.status == 2)
        #expect(run.messages.contains("float32 values"))
    }

    @Test("device read --json writes the cells row by row")
    func readJSON() async throws {
        let laboratory = FakeLaboratory()
        try laboratory.answer(
            ReadConductances.self,
            with: ReadConductances.Reply(
                conductances: try Tensor(shape: [2, 2], values: [1, 2, 3, 4]), unit: "S"))
        let run = await CommandRun.pibctl("device", "read", "chip", "--rows", "2", "--json", in: laboratory)
        let line = try JSONValue(parsing: run.results.utf8)
        #expect(line["conductances"] == [[1, 2], [3, 4]])
        #expect(line["unit"] == "S")
        #expect(try laboratory.calls(of: ReadConductances.self).first?.rows == 2)
    }

    @Test("device read shows small blocks cell by cell and large ones by their spread")
    func read() async throws {
        let laboratory = FakeLaboratory()
        let cells = [Float](repeating: 2e-6, count: 200)
        try laboratory.answer(
            ReadConductances.self,
            with: ReadConductances.Reply(conductances: try Tensor(shape: [2, 100], values: cells), unit: "S"))
        let large = await CommandRun.pibctl("device", "read", "chip", in: laboratory)
        #expect(large.results.contains("2 x 100"))
        #expect(large.results.contains("2.00 µS"))
        #expect(large.lines.count == 5)
        try laboratory.answer(
            ReadConductances.self,
            with: ReadConductances.Reply(conductances: try Tensor(shape: [1, 2], values: [1e-6, 3e-6]), unit: "S"))
        let small = await CommandRun.pibctl("device", "read", "chip", in: laboratory)
        #expect(small.lines[1] == "    0  1.00 µS  3.00 µS")
    }
}
