#!/usr/bin/env python3
"""A ball on a beam, served as an environment to learn in: python3 ball_on_beam.py SOCKET

The interface is io.pibd.Environment (docs/reinforcement.md): varlink, that is JSON objects that end with a NUL byte.
Only the standard library is needed. For a plant of your own, replace Plant.
"""
import json
import os
import random
import socket
import sys


class Plant:
    """The ball rolls where the beam is tilted, 0 left or 1 right, until it falls off either end."""

    DESCRIPTION = {
        "name": "ball-on-beam",
        "scales": [0.3, 0.6],  # position [m], velocity [m/s]
        "actions": 2,
        "places": 16,
        "longest_episode": 200,
        "solved_return": 190.0,
    }

    def __init__(self):
        self.balls = {}

    def reset(self, places, seeds):
        for place, seed in zip(places, seeds):
            start = random.Random(seed)
            self.balls[place] = [start.uniform(-0.1, 0.1), start.uniform(-0.1, 0.1)]
        return {"observations": [self.balls[place] for place in places]}

    def step(self, places, actions):
        terminated = []
        for place, action in zip(places, actions):
            position, velocity = self.balls[place]
            # The beam is tilted by 5 degrees; rolling, a ball feels 5/7 of the pull. It also rolls away from the middle.
            pull = (0.61 if action == 1 else -0.61) + 1.5 * position
            velocity += 0.05 * pull
            self.balls[place] = [position + 0.05 * velocity, velocity]
            terminated.append(abs(self.balls[place][0]) > 0.3)
        return {
            "observations": [self.balls[place] for place in places],
            "rewards": [1.0] * len(places),
            "terminated": terminated,
            "truncated": [False] * len(places),
        }


def answer(plant, call):
    method, parameters = call["method"], call.get("parameters") or {}
    if method == "io.pibd.Environment.Describe":
        return {"parameters": plant.DESCRIPTION}
    if method == "io.pibd.Environment.Reset":
        return {"parameters": plant.reset(parameters["places"], parameters["seeds"])}
    if method == "io.pibd.Environment.Step":
        return {"parameters": plant.step(parameters["places"], parameters["actions"])}
    return {"error": "org.varlink.service.MethodNotFound", "parameters": {"method": method}}


def serve(connection, plant):
    received = b""
    while data := connection.recv(65536):
        *calls, received = (received + data).split(b"\0")
        for call in calls:
            connection.sendall(json.dumps(answer(plant, json.loads(call))).encode() + b"\0")


def main(path, plant):
    if os.path.exists(path):
        os.unlink(path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        print("listening on", path, flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                serve(connection, plant)


if __name__ == "__main__":
    main(sys.argv[1], Plant())
