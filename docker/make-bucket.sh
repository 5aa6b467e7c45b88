#!/bin/sh
# Creates the bucket, and a user who may only read, write and delete objects in the bucket. Idempotent.
set -eu
mc mb --ignore-existing store/media
cat > /tmp/site.json <<'JSON'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      "Resource": ["arn:aws:s3:::media/*"]
    }
  ]
}
JSON
mc admin policy create store site /tmp/site.json
mc admin user add store lomashwood "$SITE_PASSWORD"
mc admin policy attach store site --user lomashwood || mc admin policy entities store --user lomashwood | grep -q site
