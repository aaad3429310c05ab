"""Runs boto3's waiters and paginators as they come, against an endpoint. Prints what has passed, as JSON."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3

endpoint, flow_arn, channel_request = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
medialive = boto3.client("medialive", endpoint_url=endpoint)
mediaconnect = boto3.client("mediaconnect", endpoint_url=endpoint)
passed = []


def wait(client, waiter, **about):
    client.get_waiter(waiter).wait(**about)
    passed.append(waiter)


def pages(client, operation, result, key, wanted, **about):
    """Follows a list by the service's own page size and by one of three: nothing wanted is missing or comes twice."""
    if not hasattr(client, operation):  # not in older versions
        return
    paginator = client.get_paginator(operation)
    for config in ({}, {"PageSize": 3}):
        listed = [item[key] for page in paginator.paginate(**about, PaginationConfig=config) for item in page[result]]
        assert sorted(one for one in listed if one in wanted) == sorted(wanted), (operation, config, listed)
    passed.append(operation)


def new_channel(name):
    made = medialive.create_input(
        Type="MEDIACONNECT",
        Name=name,
        RoleArn=channel_request["RoleArn"],
        MediaConnectFlows=[{"FlowArn": flow_arn}],
    )
    input_id = made["Input"]["Id"]
    attachments = [{"InputId": input_id, "InputAttachmentName": "feed"}]
    made = medialive.create_channel(**channel_request, InputAttachments=attachments)
    channel_id = made["Channel"]["Id"]
    wait(medialive, "channel_created", ChannelId=channel_id)
    wait(medialive, "input_attached", InputId=input_id)
    return channel_id, input_id


def run_channel():
    channel_id, _ = new_channel("boto3-run")
    medialive.start_channel(ChannelId=channel_id)
    wait(medialive, "channel_running", ChannelId=channel_id)
    pages(medialive, "list_alerts", "Alerts", "Id", [], ChannelId=channel_id)
    pages(medialive, "list_channels", "Channels", "Id", [channel_id])
    medialive.stop_channel(ChannelId=channel_id)
    wait(medialive, "channel_stopped", ChannelId=channel_id)


def delete_channel():
    channel_id, input_id = new_channel("boto3-delete")
    medialive.delete_channel(ChannelId=channel_id)
    wait(medialive, "channel_deleted", ChannelId=channel_id)
    wait(medialive, "input_detached", InputId=input_id)
    medialive.delete_input(InputId=input_id)
    wait(medialive, "input_deleted", InputId=input_id)
    # Deletes may be repeated, and whoever waits late finds the tombstones as well.
    medialive.delete_channel(ChannelId=channel_id)
    medialive.delete_input(InputId=input_id)
    wait(medialive, "channel_deleted", ChannelId=channel_id)
    wait(medialive, "input_deleted", InputId=input_id)


def flow_life():
    source = {"Name": "feed", "Protocol": "srt-listener", "IngestPort": 5001, "WhitelistCidr": "10.0.0.0/8"}
    made = mediaconnect.create_flow(Name="boto3", Source=source)
    arn = made["Flow"]["FlowArn"]
    mediaconnect.start_flow(FlowArn=arn)
    wait(mediaconnect, "flow_active", FlowArn=arn)
    mediaconnect.stop_flow(FlowArn=arn)
    wait(mediaconnect, "flow_standby", FlowArn=arn)
    mediaconnect.delete_flow(FlowArn=arn)
    wait(mediaconnect, "flow_deleted", FlowArn=arn)


def lists():
    made = []
    for n in range(25):
        sources = [{"Url": f"https://example.com/{n}.m3u8"}]
        made.append(medialive.create_input(Type="URL_PULL", Name=f"page-{n}", Sources=sources)["Input"]["Id"])
    pages(medialive, "list_inputs", "Inputs", "Id", made)
    pages(mediaconnect, "list_flows", "Flows", "FlowArn", [flow_arn])


with ThreadPoolExecutor() as lanes:
    for lane in [lanes.submit(work) for work in (run_channel, delete_channel, flow_life, lists)]:
        lane.result()
print(json.dumps(sorted(set(passed))))
