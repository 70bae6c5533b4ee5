"""The moto server, an independent implementation of AWS, on a free port of this host, and its own view of its
resources."""

import glob
import os
import socket
import subprocess
import sys

from hf_site import until

MOTO = os.path.join(os.environ["HOSTFACTORY_SOURCE_DIR"], "build", "moto")
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}

# boto3 comes with moto.
sys.path += glob.glob(os.path.join(MOTO, "lib", "python3*", "site-packages"))
import boto3  # noqa: E402


class Moto:
    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [os.path.join(MOTO, "bin", "moto_server"), "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.ec2 = self.client("ec2")
        self.groups = self.client("autoscaling")
        until(self.answers, "moto")

    def client(self, service):
        return boto3.client(service, region_name="us-east-1", endpoint_url=self.url,
                            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
                            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"])

    def answers(self):
        try:
            self.ec2.describe_availability_zones()
            return True
        except Exception:  # boto3 raises various exceptions while nothing listens
            return False

    def instances(self, *states):
        """Returns the instances by id, with their tags."""
        pages = self.ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-state-name", "Values": list(states)}] if states else [])
        return {instance["InstanceId"]: {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
                for page in pages for reservation in page["Reservations"] for instance in reservation["Instances"]}

    def living(self):
        return self.instances("pending", "running", "stopping", "stopped")

    def leftovers(self):
        """Returns the resources that make machines, or were created for that."""
        ending = ("deleted", "deleted_running", "deleted_terminating", "cancelled", "cancelled_running",
                  "cancelled_terminating")
        left = [template["LaunchTemplateName"] for template in self.ec2.describe_launch_templates()["LaunchTemplates"]]
        left += [group["AutoScalingGroupName"]
                 for group in self.groups.describe_auto_scaling_groups()["AutoScalingGroups"]]
        left += [fleet["FleetId"] for fleet in self.ec2.describe_fleets()["Fleets"]
                 if fleet["Type"] != "instant" and fleet["FleetState"] not in ending]
        left += [fleet["SpotFleetRequestId"]
                 for fleet in self.ec2.describe_spot_fleet_requests()["SpotFleetRequestConfigs"]
                 if fleet["SpotFleetRequestState"] not in ending]
        return left

    def image(self):
        return self.ec2.describe_images(Owners=["099720109477"])["Images"][0]["ImageId"]

    def subnet(self):
        return self.ec2.describe_subnets()["Subnets"][0]["SubnetId"]

    def group(self):
        return self.ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
